import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readEnv } from "#lib/env.ts";
import { makeTestEnvironment, withSandbox } from "#tests/support/test-environment.ts";
import { HTTP_LIMITS } from "./limits.ts";
import { createWebhook } from "./webhook.ts";

let server: Server;
beforeAll(async () => {
  const url = "postgres://nobody@127.0.0.1:1/none";
  const environment = { ...makeTestEnvironment(url), ...withSandbox("http://127.0.0.1:1") };
  const take = createWebhook(readEnv(environment));
  server = createServer(HTTP_LIMITS, (request, response) => void take(request, response));
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => void server.close());

/** Far below Node's own limits of 60 and 300 s. */
const PATIENCE_MS = 25_000;
const HEAD = "POST /api/webhooks/facebook HTTP/1.1\r\nHost: x\r\n";

test.each([
  ["headers", `${HEAD}X-Slow: `],
  ["a body", `${HEAD}Content-Length: 5000\r\n\r\n`],
])(
  "who sends %s byte by byte is cut off",
  { timeout: 2 * PATIENCE_MS },
  async (_what, beginning) => {
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    socket.on("error", () => {}).resume();
    socket.write(beginning);
    const dripping = setInterval(() => socket.write("a"), 200);
    const isCut = await Promise.race([
      new Promise<true>((resolve) => socket.once("close", () => resolve(true))),
      sleep(PATIENCE_MS, false, { ref: false }),
    ]);
    clearInterval(dripping);
    socket.destroy();
    expect(isCut).toBe(true);
  },
);
