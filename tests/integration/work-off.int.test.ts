import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { runCron } from "#lib/jobs/run-cron.ts";
import { runTask } from "#lib/jobs/run-task.ts";
import { workOff } from "#lib/jobs/work-off.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";

const SHOES = "104829375610284";

let product: Product;

/** A host without a resident process: nothing is done unless a request or the scheduler does it. */
beforeAll(async () => {
  process.env.REPLY_SETTLE_MS = "500";
  product = await startProduct({ works: false });
  await connect(product);
  const { needs, viewer } = product;
  await registerChannel(needs, viewer, { platform: "facebook", page_id: SHOES });
  // They come when they like, and each brings a job.
  await product.control.set({ echoes_dropped: true, receipts_dropped: true });
});
afterAll(() => product.stop());

beforeEach(async () => {
  await product.control.clearFaults();
  await product.control.set({ agent_latency_ms: 20 });
});

async function write(person: string, text: string): Promise<void> {
  await product.control.tell("messages", { account_id: SHOES, person, text, wait: true });
}

/** What dm-voice-agent has of what was said with whoever wrote the text, as directions. */
async function talk(text: string): Promise<string[]> {
  const { messages } = await product.control.voiceAgent();
  const person = messages.find(({ message_text }) => message_text === text)?.external_user_id;
  return messages
    .filter(({ external_user_id }) => external_user_id === person)
    .map(({ direction }) => direction);
}

const jobsOf = (queue: string) => product.sql<{ state: string; start_after: Date }[]>`
  select state, start_after from pgboss.job where name = ${queue} and state <= 'active'`;

test("a delivery is handled and answered, by one of two that look at the same time", async () => {
  await write("lena", "Hello there");
  expect(await talk("Hello there")).toEqual([]);
  const done = await Promise.all([workOff(product.needs), workOff(product.needs)]);
  expect(done[0] + done[1]).toBeGreaterThanOrEqual(2);
  expect(await talk("Hello there")).toEqual(["inbound", "outbound"]);
});

test("what the time did not suffice for goes back, and is done later, once", async () => {
  await product.control.set({ agent_latency_ms: 2_500 });
  await write("tom", "Take your time");
  await workOff(product.needs, { budgetMs: 1_500 });
  await product.control.set({ agent_latency_ms: 20 });
  await workOff(product.needs);
  await workOff(product.needs);
  expect(await talk("Take your time")).toEqual(["inbound", "outbound"]);
});

test("the scheduler brings back the work of a request that was cut off", async () => {
  await write("ravi", "Are you there?");
  const jobs = await product.needs.boss.fetch("drain-conversation", { batchSize: 10 });
  expect(jobs).toHaveLength(1);
  await workOff(product.needs);
  expect(await talk("Are you there?")).toEqual([]);

  await product.sql`
    update pgboss.job set heartbeat_on = now() - interval '1 minute', started_on = now() - interval '1 minute'
    where state = 'active'`;
  expect(await runCron("work", product.needs)).toBe("done");
  expect(await talk("Are you there?")).toEqual(["inbound", "outbound"]);
});

const tend = () => runTask("tend", { ...product.needs, signal: new AbortController().signal });

test("work whose job was lost gets one again; work that waits for its time does not", async () => {
  await write("julia", "Forgotten?");
  await write("amina", "Waiting");
  await product.sql`delete from pgboss.job where name = 'drain-conversation' and state <= 'active'`;
  await tend();
  expect(await jobsOf("drain-conversation")).toHaveLength(2);
  await product.sql`
    update pgboss.job set start_after = now() + interval '1 hour' where name = 'drain-conversation'`;
  await tend();
  const soon = (await jobsOf("drain-conversation")).filter(
    ({ start_after }) => start_after.getTime() < Date.now() + 60_000,
  );
  expect(soon).toEqual([]);

  await product.sql`update pgboss.job set start_after = now() where name = 'drain-conversation'`;
  await product.control.set({ agent_latency_ms: 20 });
  await workOff(product.needs);
  expect(await talk("Forgotten?")).toEqual(["inbound", "outbound"]);
  expect(await talk("Waiting")).toEqual(["inbound", "outbound"]);
});

test("an answer that is due without a job gets one too, and old login states go", async () => {
  await product.control.set({ agent_latency_ms: 20 });
  await write("ines", "Answer me");
  await workOff(product.needs, { budgetMs: 25_000 });
  const [row] = await product.sql<{ id: string; message_id: string }[]>`
    select c.id, m.id as message_id from conversations c
    join messages m on m.conversation_id = c.id where m.text = 'Answer me'`;
  await product.sql`
    update conversations set reply_due_for = ${row?.message_id} where id = ${row?.id}`;
  await product.sql`
    insert into oauth_states (state_hash, user_id, expires_at)
    values ('old', ${product.viewer.userId}, now() - interval '1 minute'),
      ('new', ${product.viewer.userId}, now() + interval '1 minute')`;
  await tend();
  expect(await jobsOf("answer-conversation")).toHaveLength(1);
  expect(await product.sql`select state_hash from oauth_states`).toEqual([{ state_hash: "new" }]);
});

test("a task that is running is not started again", async () => {
  const { db, boss } = product.needs;
  await enqueue({ tx: db, boss }, "run-task", { task: "tend" });
  await enqueue({ tx: db, boss }, "run-task", { task: "tend" });
  expect(await jobsOf("run-task")).toHaveLength(1);
  await workOff(product.needs);
  expect(await jobsOf("run-task")).toHaveLength(0);
});
