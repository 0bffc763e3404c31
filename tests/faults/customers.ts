import { setTimeout as sleep } from "node:timers/promises";
import type { DemoChannel } from "#launch/demo/register-channel.ts";
import type { Random } from "./random.ts";
import type { SandboxControl } from "./sandbox-control.ts";
import type { Load } from "./shape.ts";

type Needs = {
  sandbox: SandboxControl;
  /** The conversations are spread over all of them, so that trouble of one can be told from the others'. */
  channels: DemoChannel[];
  load: Load;
  random: Random;
  /** Stands in every text, so that a text in somebody's log is seen. */
  marker: string;
};

const LOOK_MS = 100;

/** Every customer writes their messages at random moments; resolves when all are written. */
export async function write({ sandbox, channels, load, random, marker }: Needs): Promise<void> {
  const crowds = channels.map((channel, at) =>
    sandbox.startCrowd({
      account_id: channel.accountId,
      people: Math.ceil((load.conversations - at) / channels.length),
      messages_each: load.messages,
      over_ms: load.seconds * 1_000,
      text_prefix: marker,
      batch: load.batch,
      age_ms: load.ageMs,
      seed: random.between(1, 1_000_000),
    }),
  );
  for (const run of await Promise.all(crowds)) {
    while (!(await sandbox.isWritten(run))) await sleep(LOOK_MS);
  }
}
