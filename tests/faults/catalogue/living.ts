import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Fault, Injection } from "#tests/faults/fault.ts";

/** Has a task of the schedules done now. */
async function runTask({ system }: Injection, task: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${system.appUrl}/api/cron/${task}`, {
      headers: { authorization: `Bearer ${system.cronSecret}` },
    });
    if (!answer.ok) throw new Error(`The task ${task} answered ${answer.status}`);
    const { busy } = z.object({ busy: z.boolean() }).parse(await answer.json());
    if (!busy) return;
    await sleep(500);
  }
}

const sentSchema = z.array(z.object({ id: z.string(), mid: z.string() }));
const SENT = `select id, external_message_id as mid from messages
  where direction = 'outbound' and status = 'sent' and external_message_id is not null limit 5`;

const STRANGER = "guest-90001";

/** An answer of ours whose id stands as metadata in a message that somebody else sent. */
const copied = new Map<string, string>();

/** What happens to a company's pages and channels while messages come in. */
export const LIVING: Fault[] = [
  {
    name: "F14 forged-echo",
    title: "another app sends messages that bear our answers' ids",
    inject: async ({ system, pause, count, foreign }) => {
      const accountId = system.channels[0]?.accountId;
      copied.clear();
      await pause(3_000);
      await system.sandbox.write({ account_id: accountId, person: STRANGER, text: "hello" });
      const answers = sentSchema.parse((await system.database.query(SENT)).rows);
      for (const { id, mid } of answers) {
        const written = await system.sandbox.echo({
          ...{ account_id: accountId, person: STRANGER, text: "from another app" },
          ...{ metadata: id, app_id: "4711" },
        });
        foreign.add(written.mid);
        copied.set(id, mid);
        count();
      }
    },
    check: async ({ system }) => {
      const { rows } = await system.database.query(
        "select id, external_message_id as mid from messages where id = any($1)",
        [[...copied.keys()]],
      );
      const changed = sentSchema.parse(rows).filter(({ id, mid }) => copied.get(id) !== mid);
      return changed.map(({ id }) => `the forged echo changed the message ${id}`);
    },
  },
  {
    name: "F61 unsubscribed",
    title: "Meta unsubscribes the app from a page; the watch mends it",
    mayBeLate: true,
    isRepaired: true,
    inject: async (injection) => {
      const { system, pause, count } = injection;
      await pause(5_000);
      await system.sandbox.call("POST", "unsubscribe", { page_id: system.channels[0]?.accountId });
      count();
      await pause(3_000);
      await runTask(injection, "watch-subscriptions");
    },
  },
  {
    name: "F62 outage",
    title: "an outage after which Meta repeats nothing; its lists are read",
    mayBeLate: true,
    isRepaired: true,
    inject: async (injection) => {
      const { system, pause, count } = injection;
      await pause(5_000);
      await system.sandbox.set({ webhooks_dropped: true });
      count();
      await pause(3_000);
      await system.sandbox.set({ webhooks_dropped: false });
      // As if nobody had been alive for an hour.
      await system.database.query(
        `update system_state set value = to_jsonb(to_char(now() - interval '1 hour',
          'YYYY-MM-DD"T"HH24:MI:SS"Z"')) where key = 'alive'`,
      );
      await runTask(injection, "tend");
    },
  },
  {
    name: "F60 disconnected",
    title: "a channel disconnected with work in flight",
    whyNot: async () => "channels cannot be disconnected yet",
    inject: async () => {},
  },
  {
    name: "F35 redis",
    title: "Redis killed, empty, hanging",
    whyNot: async () => "the product does not use Redis",
    inject: async () => {},
  },
];
