import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Verdict } from "./proxy-mode.ts";

/** Copies what comes to the other side, in order, each piece as late as `judge` says. */
export function pump(from: Socket, to: Socket, judge: (bytes: Buffer) => Verdict): void {
  let before: Promise<void> = Promise.resolve();
  let waiting = 0;
  from.on("data", (bytes: Buffer) => {
    const wait = judge(bytes);
    if (wait === null) return;
    if (wait === 0 && waiting === 0) {
      if (!to.destroyed && !to.write(bytes)) pauseUntilDrained(from, to);
      return;
    }
    const dueAt = performance.now() + wait;
    waiting += 1;
    before = before.then(async () => {
      await sleep(Math.max(0, dueAt - performance.now()));
      waiting -= 1;
      if (!to.destroyed) to.write(bytes);
    });
  });
  from.on("end", () => void before.then(() => to.end()));
  from.on("close", () => void before.then(() => to.destroy()));
}

function pauseUntilDrained(from: Socket, to: Socket): void {
  from.pause();
  to.once("drain", () => from.resume());
}
