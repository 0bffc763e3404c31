import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { runStops } from "#lib/stop.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";
import { sqlOn } from "#tests/support/sql.ts";
import { until } from "#tests/support/until.ts";

const SHOES = "104829375610284";
const EVENTS = 60;

let product: Product;
beforeAll(async () => {
  product = await startProduct();
  await connect(product);
  await registerChannel(product.needs, product.viewer, { platform: "facebook", page_id: SHOES });
});
afterAll(() => product.stop());

test("a process that ends hands a long conversation back between two messages", async () => {
  const { control, needs } = product;
  const rows = (await (
    await fetch(`${product.sandbox}/control/guests?account_id=${SHOES}&count=1`)
  ).json()) as { person_id: string }[];
  const person = rows[0]?.person_id ?? "";
  await control.fault({
    server: "voice-agent",
    path: "internal/messages",
    kind: "latency",
    latency_ms: 100,
  });
  const messaging = Array.from({ length: EVENTS }, (_, at) => ({
    sender: { id: person },
    recipient: { id: SHOES },
    timestamp: Date.now() + at,
    message: { mid: `m_${at}`, text: `number ${at}` },
  }));
  await control.deliver({ body: { object: "page", entry: [{ id: SHOES, messaging }] } });
  await until("some are stored", async () => (await control.voiceAgent()).messages.length >= 3);
  await runStops();

  const { pool, close } = openDatabase(needs.settings.DATABASE_URL, { max: 1 });
  const [row] = await sqlOn(pool)<{ processed: number; received: number }[]>`
    select count(*) filter (where status = 'processed')::int as processed,
           count(*) filter (where status = 'received')::int as received
    from webhook_events`;
  await close();
  const stored = (await control.voiceAgent()).messages.length;
  expect(row?.processed).toBe(stored);
  expect(row?.received).toBe(EVENTS - stored);
  expect(stored).toBeLessThan(EVENTS);
});
