import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FaultProxy, startProxy } from "./proxy.ts";

let echo: Server;
let proxy: FaultProxy;
let taken: string[];

beforeEach(async () => {
  taken = [];
  echo = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      taken.push(bytes.toString());
      socket.write(`answer to ${bytes}`);
    });
  });
  await once(echo.listen(0, "127.0.0.1"), "listening");
  proxy = await startProxy(() => [1, (echo.address() as AddressInfo).port]);
});

afterEach(async () => {
  await proxy.close();
  await new Promise((resolve) => echo.close(resolve));
});

async function open(): Promise<Socket> {
  const socket = connect(proxy.port, "127.0.0.1");
  await once(socket, "connect");
  return socket;
}

/** What came back until the connection ended, or until nothing more came, and how it ended. */
async function ask(text: string) {
  const socket = await open();
  let answer = "";
  let end = "open";
  const startedAt = performance.now();
  let firstMs = 0;
  socket.on("data", (bytes) => {
    if (answer === "") firstMs = performance.now() - startedAt;
    answer += bytes;
  });
  socket.on("end", () => {
    end = "closed";
  });
  socket.on("error", () => {
    end = "reset";
  });
  const closed = new Promise((resolve) => socket.once("close", resolve));
  const begun = new Promise((resolve) => socket.once("data", resolve));
  socket.write(text);
  await Promise.race([begun, closed]);
  await Promise.race([closed, sleep(300)]);
  socket.destroy();
  return { answer, end, firstMs };
}

test("passes everything, past a target that is down", async () => {
  for (const text of ["a", "b"]) {
    expect(await ask(text)).toMatchObject({ answer: `answer to ${text}`, end: "open" });
  }
});

test("delays each piece both ways", async () => {
  proxy.set({ kind: "delay", ms: 60 });
  const { answer, firstMs } = await ask("a");
  expect(answer).toBe("answer to a");
  expect(firstMs).toBeGreaterThan(115);
});

test("swallows everything as a blackhole, also on an open connection", async () => {
  const socket = await open();
  let answer = "";
  socket.on("data", (bytes) => {
    answer += bytes;
  });
  proxy.set({ kind: "blackhole" });
  socket.write("a");
  await sleep(100);
  socket.destroy();
  expect([answer, taken]).toEqual(["", []]);
});

test("resets who connects", async () => {
  proxy.set({ kind: "reset" });
  const socket = connect(proxy.port, "127.0.0.1");
  const [error] = await once(socket, "error");
  expect(error.code).toBe("ECONNRESET");
});

test("cuts an answer after so many bytes, gently or not", async () => {
  proxy.set({ kind: "cut", afterBytes: 6, isReset: false });
  expect(await ask("a")).toMatchObject({ answer: "answer", end: "closed" });
  proxy.set({ kind: "cut", afterBytes: 0, isReset: true });
  expect(await ask("a")).toMatchObject({ answer: "", end: "reset" });
  expect(proxy.struck()).toBe(2);
});

test("loses the answer to what took effect", async () => {
  proxy.set({ kind: "lose-answer", when: (request) => request.includes("commit") });
  expect(await ask("commit")).toMatchObject({ answer: "", end: "reset" });
  expect(await ask("other")).toMatchObject({ answer: "answer to other", end: "open" });
  expect(taken).toEqual(["commit", "other"]);
});

test("refuses connections until it accepts them again", async () => {
  const socket = await open();
  const reset = once(socket, "error");
  await proxy.refuse();
  expect((await reset)[0].code).toBe("ECONNRESET");
  await expect(open()).rejects.toThrow("ECONNREFUSED");
  await proxy.accept();
  expect((await ask("a")).answer).toBe("answer to a");
});
