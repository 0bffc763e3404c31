import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { inProject } from "#launch/project-root.ts";
import type { Fault, Injection } from "#tests/faults/fault.ts";
import { waitUntilDrained } from "#tests/faults/waiting.ts";

const run = promisify(execFile);

/** Conversations go on in the backup: some of it is about to be sent or stored. */
const BACKUP_AT = 0.8;
const QUIET_MS_MAX = 240_000;

/** The page's messages at Meta: each one more is an answer that was sent twice. */
async function countAnswers({ system }: Injection): Promise<number> {
  const { threads } = await system.sandbox.readVerdict();
  return threads.flatMap(({ bubbles }) => bubbles).filter(({ from }) => from === "page").length;
}

/** As a runbook would say it: everything down, the backup in place, the command, everything up. */
async function restore({ system }: Injection): Promise<void> {
  const { cluster, databaseName, proxies, secrets, webs, workers } = system;
  const door = proxies.get("database");
  await door.refuse();
  for (const program of [...webs, ...workers]) program.signal("SIGKILL");
  await cluster.restore();
  await run(process.execPath, [inProject("scripts/admin.ts"), "database:restored"], {
    env: { ...secrets, NODE_ENV: "production", DATABASE_URL: cluster.urlOf(databaseName) },
  });
  await door.accept();
}

const answers = { before: 0 };

export const RESTORE: Fault[] = [
  {
    name: "F63 restore",
    title: "a backup from before the last fifth of the messages is restored",
    shape: { proxies: ["database"] },
    mayBeLate: true,
    mayHold: true,
    isRepaired: true,
    forgets: true,
    // dm-voice-agent shows the newest ten messages of a conversation, which prove nothing about older ones.
    mayBeUnproven: "conversations.store-unproven",
    inject: async (injection) => {
      const { system, load, pause, isLoaded, count } = injection;
      await pause(load.seconds * 1_000 * BACKUP_AT);
      await system.cluster.backUp();
      while (isLoaded()) await pause(1_000);
      const inbound = load.conversations * load.messages;
      if ((await waitUntilDrained(system, { inbound, withinMs: QUIET_MS_MAX })) === null) {
        throw new Error("There was no quiet before the restore");
      }
      answers.before = await countAnswers(injection);
      await restore(injection);
      count();
    },
    check: async (injection) => {
      const more = (await countAnswers(injection)) - answers.before;
      return more === 0 ? [] : [`${more} answers were sent after the restore`];
    },
  },
];
