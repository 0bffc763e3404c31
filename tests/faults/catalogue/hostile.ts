import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault, Injection } from "#tests/faults/fault.ts";

const LINES = 300;
const BYTE_EVERY_MS = 400;
/** Ours are 10 s, looked at every 2 s. */
const OPEN_MS_MAX = 14_000;

const HEAD = "POST /api/webhooks/facebook HTTP/1.1\r\nHost: 127.0.0.1\r\n";
/** What is sent at once, before the bytes that come one by one. */
const BEGINNINGS = { body: `${HEAD}Content-Length: 5000\r\n\r\n`, headers: `${HEAD}X-Slow: ` };

/** Sends a byte now and then; answers how long it was let. */
async function drip(port: number, beginning: string): Promise<number> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  const startedAt = performance.now();
  socket.write(beginning);
  const timer = setInterval(() => socket.write("a"), BYTE_EVERY_MS);
  socket.resume();
  await closed(socket);
  clearInterval(timer);
  return performance.now() - startedAt;
}

async function closed(socket: Socket): Promise<void> {
  if (socket.closed) return;
  const gone = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await Promise.race([gone, sleep(3 * OPEN_MS_MAX, undefined, { ref: false })]);
  socket.destroy();
}

const lasted = { ms: 0 };

const MEGABYTE = 1024 * 1024;
const SMALL_HEAP = "--max-old-space-size=112";

/** Large deliveries, more of them each time, until the web process has no memory left. */
async function fillMemory(injection: Injection): Promise<void> {
  const { system, pause, count } = injection;
  const [web] = system.webs;
  if (web === undefined) return;
  await pause(1_000);
  system.tweaks.web.NODE_OPTIONS = SMALL_HEAP;
  await web.deploy();
  await web.up();
  delete system.tweaks.web.NODE_OPTIONS;
  const before = web.ends();
  const id = system.channels[0]?.accountId;
  for (let concurrency = 10; concurrency <= 80; concurrency *= 2) {
    const messaging = Array.from({ length: 60 }, (_, at) => ({
      ...{ sender: { id: "1" }, recipient: { id }, delivery: { watermark: at } },
      filling: "x".repeat(MEGABYTE / 15),
    }));
    const body = { object: "page", entry: [{ id, time: Date.now(), messaging }] };
    await system.sandbox.call("POST", "deliver", { body, repeat: concurrency, concurrency });
    await sleep(500);
    if (web.ends() > before) break;
  }
  count(web.ends() - before);
  await web.up();
}

/** Who sends too slowly or too much. */
export const HOSTILE: Fault[] = [
  {
    name: "F47 memory",
    title: "large deliveries until a web process with a small heap dies of them",
    inject: fillMemory,
  },
  {
    name: "F49 slow-senders",
    title: `${LINES} connections that send their body or headers byte by byte`,
    inject: async ({ system, pause, count }) => {
      await pause(1_000);
      const port = Number(new URL(system.appUrl).port);
      const lines = Array.from({ length: LINES }, (_, at) =>
        drip(port, at % 3 === 0 ? BEGINNINGS.headers : BEGINNINGS.body),
      );
      lasted.ms = Math.max(...(await Promise.all(lines)));
      count(LINES);
    },
    check: async ({ system }) => {
      const { slowest_ms } = await system.sandbox.readDeliveries();
      return [
        ...(lasted.ms > OPEN_MS_MAX ? [`one was let for ${Math.round(lasted.ms)} ms`] : []),
        ...((slowest_ms ?? 0) > 5_000 ? [`an answer took ${slowest_ms} ms`] : []),
      ];
    },
  },
];
