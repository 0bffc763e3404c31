import { afterAll, beforeAll, expect, test } from "vitest";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { replayEvents } from "#lib/events/replay-events.ts";
import { bulkReplaySchema } from "#lib/forms/attention.ts";
import { startWorkers } from "#lib/jobs/start-workers.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";

const SHOES = "104829375610284";

let product: Product;
let person: string;

beforeAll(async () => {
  product = await startProduct({ works: false });
  await product.control.set({ agent_latency_ms: 0 });
  await connect(product);
  await registerChannel(product.needs, product.viewer, { platform: "facebook", page_id: SHOES });
  const response = await fetch(`${product.sandbox}/control/guests?account_id=${SHOES}&count=1`);
  person = ((await response.json()) as { person_id: string }[])[0]?.person_id ?? "";
});
afterAll(() => product.stop());

const start = Date.now() - 60_000;
function write(text: string, index: number) {
  const timestamp = start + index * 1_000;
  const event = {
    sender: { id: person },
    recipient: { id: SHOES },
    timestamp,
    message: { mid: `m_replay_${text}`, text },
  };
  const entry = [{ id: SHOES, time: timestamp, messaging: [event] }];
  return product.control.deliver({ body: { object: "page", entry } });
}

async function stored(direction: string): Promise<string[]> {
  const { messages } = await product.control.voiceAgent();
  return messages
    .filter((message) => message.direction === direction && message.external_user_id === person)
    .map(({ message_text }) => message_text);
}

const give = (status: string, ...texts: string[]) =>
  product.needs.pool.query(
    "update webhook_events set status = $1, attempts = 8 where payload->'message'->>'text' = any($2)",
    [status, texts],
  );

const settled = () =>
  until("nothing waits", async () => {
    const { rows } = await product.needs.pool.query(
      `select 1 from webhook_events where status in ('received', 'failed')
       union all select 1 from conversations where reply_due_for is not null
       union all select 1 from messages where status in ('queued', 'sending')
         or (direction = 'outbound' and status = 'sent' and stored_at_voice_agent_at is null)`,
    );
    return rows.length === 0;
  });

const replayAll = () =>
  replayEvents(product.needs, { ...product.viewer }, bulkReplaySchema.parse({}));

test("replayed messages reach dm-voice-agent once, in their order, and revive no old question", async () => {
  for (const [index, text] of ["one", "two", "three", "four"].entries()) await write(text, index);
  await give("dead", "two", "three");
  await startWorkers(product.needs);
  await settled();
  expect(await stored("inbound")).toEqual(["one", "four"]);
  const answers = await stored("outbound");
  expect(answers).toHaveLength(1);

  expect(await replayAll()).toEqual({ replayed: 2, conversations: 1, more: false });
  await settled();
  expect(await stored("inbound")).toEqual(["one", "four", "two", "three"]);
  expect(await stored("outbound")).toEqual(answers);

  await give("dead", "one", "two", "three", "four");
  expect(await replayAll()).toMatchObject({ replayed: 4 });
  await settled();
  expect(await stored("inbound")).toHaveLength(4);
  expect(await stored("outbound")).toEqual(answers);
});
