import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { stubEnvironment } from "#tests/support/stub-environment.ts";
import { GET } from "./route.ts";

const open = new Set<Socket>();
const silent = createServer((socket) => open.add(socket));

beforeAll(async () => {
  stubEnvironment();
  await once(silent.listen(0, "127.0.0.1"), "listening");
  const address = silent.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  vi.stubEnv("DATABASE_URL", `postgres://127.0.0.1:${port}/none`);
  vi.stubEnv("LOG_LEVEL", "silent");
});
afterAll(() => {
  for (const socket of open) socket.destroy();
  silent.close();
});

test("a database that accepts and says nothing is not ready, and says so in time", async () => {
  expect((await GET()).status).toBe(503);
}, 15_000);
