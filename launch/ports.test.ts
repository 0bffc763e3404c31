import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { claimPort } from "./ports.ts";

let locks = "";
beforeEach(async () => {
  locks = await mkdtemp(path.join(os.tmpdir(), "switchboard-test-"));
});
afterEach(() => rm(locks, { recursive: true }));

it("gives the wanted port when it is free, and another one while somebody else claims it", async () => {
  const { server, port: wanted } = await listen();
  server.close();
  const first = await claimPort(wanted, locks);
  const second = await claimPort(wanted, locks);
  expect(first.port).toBe(wanted);
  expect(second.port).not.toBe(wanted);
  first.release();
  second.release();
});

it("passes over a port on which a stranger listens", async () => {
  const { server, port } = await listen();
  const claimed = await claimPort(port, locks);
  expect(claimed.port).not.toBe(port);
  claimed.release();
  server.close();
});

async function listen() {
  const server = createServer().listen(0);
  await once(server, "listening");
  const address = server.address();
  return { server, port: typeof address === "object" && address !== null ? address.port : 0 };
}
