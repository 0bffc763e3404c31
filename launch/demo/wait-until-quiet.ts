import { setTimeout as sleep } from "node:timers/promises";
import type { SandboxClient } from "./sandbox-client.ts";

const QUIET_MS = 1_500;
const TIMEOUT_MS = 20_000;

/** Waits until nothing has called the sandbox for a while, so that a second answer would have come by now. */
export async function waitUntilQuiet(sandbox: SandboxClient): Promise<void> {
  const giveUpAt = Date.now() + TIMEOUT_MS;
  let lastSeq = -1;
  let quietSince = Date.now();
  while (Date.now() < giveUpAt && Date.now() - quietSince < QUIET_MS) {
    const seq = (await sandbox.listCalls()).at(-1)?.seq ?? 0;
    if (seq !== lastSeq) quietSince = Date.now();
    lastSeq = seq;
    await sleep(100);
  }
}
