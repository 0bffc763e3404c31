import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { readAnswer } from "#launch/demo/read-answer.ts";
import type { Fault, Injection } from "#tests/faults/fault.ts";
import type { Waiting } from "#tests/faults/history.ts";
import { readWaiting } from "#tests/faults/waiting.ts";

const channelsSchema = z.object({
  channels: z.array(
    z.object({ id: z.string(), platform: z.string(), platform_page_id: z.string() }),
  ),
});
const anything = z.looseObject({});

/** Longer than the requests of answers that were claimed before the channel ended. */
const LAST_ONES_MS = 3_000;
const LOOK_FOR_MS = 10_000;
const OWED_AT_LEAST = 5;

/** What the page has said to its customers, and who they are. */
async function readThreads({ system }: Injection, accountId: string) {
  const { threads } = await system.sandbox.readVerdict();
  const own = threads.filter(({ account_id }) => account_id === accountId);
  const said = own.flatMap(({ bubbles }) => bubbles).filter(({ from }) => from === "page");
  return { said: said.length, people: own.map(({ person_id }) => person_id) };
}

/** What nobody has looked at yet would be ignored, as it should. */
async function waitForAnswersOnly({ system }: Injection): Promise<Waiting> {
  for (;;) {
    const { pending } = await system.sandbox.readDeliveries();
    const waiting = await readWaiting(system);
    if (pending + waiting.events === 0) return waiting;
    await sleep(100);
  }
}

let sentAfterwards = 0;

/** The end of a channel while the agent writes to its customers; then it is connected again. */
async function disconnect(injection: Injection): Promise<void> {
  const { system, random, isLoaded, pause, count } = injection;
  await system.sandbox.set({ agent_latency_ms: 4_000 });
  while (isLoaded()) await pause(500);
  const owed = await waitForAnswersOnly(injection);
  const listed = await system.client.request("/api/channels");
  const { channels } = await readAnswer(listed, channelsSchema, [200]);
  const channel = random.pick(channels.filter(({ platform }) => platform === "facebook"));
  const accountId = channel.platform_page_id;
  const ended = await system.client.request(`/api/channels/${channel.id}`, { method: "DELETE" });
  await readAnswer(ended, anything, [200]);
  if (owed.replies + owed.messages >= OWED_AT_LEAST) count();

  await sleep(LAST_ONES_MS);
  const before = await readThreads(injection, accountId);
  await sleep(LOOK_FOR_MS);
  sentAfterwards = (await readThreads(injection, accountId)).said - before.said;

  await system.sandbox.set({ agent_latency_ms: 0 });
  const again = await system.client.request("/api/channels/register", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ platform: channel.platform, page_id: accountId }),
  });
  await readAnswer(again, anything, [200]);
  for (const person_id of before.people) {
    await system.sandbox.write({ account_id: accountId, person_id, text: "are you back?" });
  }
}

export const DISCONNECTED: Fault[] = [
  {
    name: "F60 disconnected",
    title: "a channel disconnected while answers are written, and connected again",
    mayFail: /^replies\.channel-disconnected$/,
    inject: disconnect,
    check: async () =>
      sentAfterwards === 0 ? [] : [`${sentAfterwards} answers sent after the end`],
  },
];
