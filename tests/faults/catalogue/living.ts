import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { TASK_NAMES } from "#lib/queue/queues.ts";
import type { Fault, Injection } from "#tests/faults/fault.ts";

/** Has a task of the schedules done now. */
async function runTask({ system }: Injection, task: string): Promise<void> {
  while (await callTask(system, task)) {
    await sleep(500);
  }
}

const CRON_TASKS = ["work", ...TASK_NAMES];
const AT_ONCE = 5;

/** Every task several times at the same moment; says how often it was done, and how often it was being done. */
async function callTasks({ system }: Injection): Promise<{ done: number; busy: number }> {
  const calls = CRON_TASKS.flatMap((task) => Array.from({ length: AT_ONCE }, () => task));
  const answers = await Promise.all(calls.map((task) => callTask(system, task)));
  const busy = answers.filter((isBusy) => isBusy).length;
  return { busy, done: answers.length - busy };
}

async function callTask(
  { appUrl, cronSecret }: Injection["system"],
  task: string,
): Promise<boolean> {
  const answer = await fetch(`${appUrl}/api/cron/${task}`, {
    headers: { authorization: `Bearer ${cronSecret}` },
  });
  if (!answer.ok) throw new Error(`The task ${task} answered ${answer.status}`);
  return z.object({ busy: z.boolean() }).parse(await answer.json()).busy;
}

const sentSchema = z.array(z.object({ id: z.string(), mid: z.string() }));
const SENT = `select id, external_message_id as mid from messages
  where direction = 'outbound' and status = 'sent' and external_message_id is not null limit 5`;

const personSchema = z.object({ account_id: z.string(), person_id: z.string() });
const BEING_ANSWERED = `select distinct h.platform_page_id as account_id, c.external_user_id as person_id
  from messages m join conversations c on c.id = m.conversation_id
  join crm_channels h on h.id = c.crm_channel_id
  where m.direction = 'outbound' and (m.status in ('queued', 'sending') or m.sent_at > now() - interval '200 ms')
  limit 3`;

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
    check: async ({ system, foreign }) => {
      const { rows } = await system.database.query(
        "select id, external_message_id as mid from messages where id = any($1)",
        [[...copied.keys()]],
      );
      const changed = sentSchema.parse(rows).filter(({ id, mid }) => copied.get(id) !== mid);
      const { voice_agent } = await system.sandbox.readVerdict();
      const stored = voice_agent.conversations.flatMap(({ messages }) => messages);
      const timesOf = (mid: string) =>
        stored.filter(({ external_msg_id }) => external_msg_id === mid).length;
      return [
        ...changed.map(({ id }) => `the forged echo changed the message ${id}`),
        ...[...foreign]
          .filter((mid) => timesOf(mid) !== 1)
          .map((mid) => `${mid} is at dm-voice-agent ${timesOf(mid)} times`),
      ];
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
          'YYYY-MM-DD"T"HH24:MI:SS"Z"')) where key in ('alive', 'receiving')`,
      );
      await runTask(injection, "tend");
    },
  },
  {
    name: "F52 crons",
    title: "all tasks of the schedules called at once, again and again, beside the workers",
    inject: async (injection) => {
      const { pause, isLoaded, count } = injection;
      const sum = { done: 0, busy: 0 };
      while (isLoaded()) {
        await pause(500);
        const { done, busy } = await callTasks(injection);
        sum.done += done;
        sum.busy += busy;
      }
      if (sum.busy === 0) throw new Error("No call met another one");
      count(sum.done);
    },
  },
  {
    name: "F65 same-second",
    title: "a teammate answers in Meta's inbox in the seconds in which the agent does",
    inject: async (injection) => {
      const { system, random, pause, isLoaded, count, foreign } = injection;
      await pause(500);
      await system.sandbox.spoil({
        ...{ server: "graph", method: "POST", path: "/messages$" },
        ...{ kind: "reset-after", probability: 0.15 },
      });
      while (isLoaded()) {
        await pause(random.between(50, 250));
        const { rows } = await system.database.query(BEING_ANSWERED);
        for (const person of z.array(personSchema).parse(rows)) {
          const { mid } = await system.sandbox.echo({ ...person, text: "I will take care of it." });
          foreign.add(mid);
          count();
        }
      }
      await system.sandbox.unspoil();
    },
  },
];
