import type { LookupAddress } from "node:dns";
import { type Agent, request } from "undici";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startLocalServer } from "#tests/support/local-server.ts";
import { AddressRefusedError, createGuardedAgent } from "./guarded-agent.ts";
import { isLoopbackAddress, isPublicAddress } from "./public-address.ts";

const PUBLIC: LookupAddress = { address: "157.240.205.1", family: 4 };
const LOOPBACK: LookupAddress = { address: "127.0.0.1", family: 4 };
const MAPPED: LookupAddress = { address: "::ffff:127.0.0.1", family: 6 };

let server: Awaited<ReturnType<typeof startLocalServer>>;
let port: string;

beforeAll(async () => {
  server = await startLocalServer((_heard, response) => {
    response.setHeader("connection", "close");
    response.end("secret");
  });
  port = new URL(server.url).port;
});
afterAll(() => server.close());
beforeEach(() => {
  server.heard.length = 0;
});

/** An agent whose names resolve as told, one answer after the other. */
const agentWith = (isAllowed: (address: string) => boolean, ...answers: LookupAddress[][]) =>
  createGuardedAgent(isAllowed, (_hostname, _options, callback) => {
    callback(null, answers.length > 1 ? (answers.shift() ?? []) : (answers[0] ?? []));
  });

const statusOf = async (agent: Agent, host: string) => {
  const { statusCode, body } = await request(`http://${host}:${port}/`, { dispatcher: agent });
  await body.dump();
  return statusCode;
};

describe("names", () => {
  test.each([
    ["a loopback address", [LOOPBACK]],
    ["a mapped one", [MAPPED]],
    ["a bad one behind a good one", [PUBLIC, LOOPBACK]],
    ["a bad one before a good one", [LOOPBACK, PUBLIC]],
    ["nothing", []],
  ])("that resolve to %s are not connected to", async (_what, addresses) => {
    const agent = agentWith(isPublicAddress, addresses);
    await expect(statusOf(agent, "scontent.fbcdn.net")).rejects.toThrow(AddressRefusedError);
    expect(server.heard).toEqual([]);
  });

  test("are looked at for each connection anew", async () => {
    let isFirst = true;
    const once = (address: string) => {
      const is = isFirst && isLoopbackAddress(address);
      isFirst = false;
      return is;
    };
    const agent = agentWith(once, [LOOPBACK]);
    expect(await statusOf(agent, "scontent.fbcdn.net")).toBe(200);
    await expect(statusOf(agent, "scontent.fbcdn.net")).rejects.toThrow(AddressRefusedError);
    expect(server.heard).toHaveLength(1);
  });

  test("that resolve to what is allowed are connected to", async () => {
    expect(await statusOf(agentWith(isLoopbackAddress, [LOOPBACK]), "anything.test")).toBe(200);
    expect(await statusOf(createGuardedAgent(isLoopbackAddress), "localhost")).toBe(200);
  });
});

describe("addresses, for which Node asks no resolver", () => {
  test.each(["127.0.0.1", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "[::1]"])(
    "%s is not connected to",
    async (host) => {
      const agent = createGuardedAgent(isPublicAddress);
      await expect(statusOf(agent, host)).rejects.toThrow(AddressRefusedError);
      expect(server.heard).toEqual([]);
    },
  );

  test("a loopback one is, where loopback is allowed", async () => {
    expect(await statusOf(createGuardedAgent(isLoopbackAddress), "127.0.0.1")).toBe(200);
  });
});
