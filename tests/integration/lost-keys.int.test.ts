import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listAlerts } from "#lib/alerts/list-alerts.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { createTokenBox } from "#lib/crypto/token-box.ts";
import { runTask } from "#lib/jobs/run-task.ts";
import { workOff } from "#lib/jobs/work-off.ts";
import type { Services } from "#lib/services.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";

const SHOES = "104829375610284";

let product: Product;
/** The same installation after somebody put a new key in the place of the old one. */
let keyless: Services;

beforeAll(async () => {
  product = await startProduct({ works: false, settings: { REPLY_SETTLE_MS: "0" } });
  await connect(product);
  const { needs, viewer } = product;
  await registerChannel(needs, viewer, { platform: "facebook", page_id: SHOES });
  await workOff(needs);
  keyless = { ...needs, tokenBox: createTokenBox([{ kid: "k2", key: randomBytes(32) }]) };
});
afterAll(() => product.stop());

const run = (task: "tend" | "watch-subscriptions", needs: Services) =>
  runTask(task, { ...needs, signal: new AbortController().signal });

async function openAlerts() {
  const { alerts } = await listAlerts(product.needs, product.viewer);
  return alerts
    .filter(({ closed_at }) => closed_at === null)
    .map(({ kind, code, key_id }) => ({ kind, code, key_id }))
    .sort((one, other) => one.kind.localeCompare(other.kind));
}

async function channel() {
  const [row] = await product.sql<{ status: string; error: string; token: string }[]>`
    select status, last_error as error, page_access_token as token from crm_channels`;
  return row;
}

async function answers() {
  const { messages } = await product.control.voiceAgent();
  return messages.filter(({ direction }) => direction === "outbound");
}

const LOST = { kind: "keys.missing", code: "crypto.key-missing", key_id: "k1" };

test("a lost key is named before it is needed; what needed it waits, and goes on when it is back", async () => {
  const { needs, control } = product;
  const before = await channel();
  await run("tend", keyless);
  expect(await openAlerts()).toEqual([LOST]);

  const messaging = [
    {
      sender: { id: await guest() },
      recipient: { id: SHOES },
      timestamp: Date.now(),
      message: { mid: "m_lost_key", text: "What are your opening hours?" },
    },
  ];
  await control.deliver({ body: { object: "page", entry: [{ id: SHOES, time: 1, messaging }] } });
  await workOff(keyless);
  expect(await openAlerts()).toEqual([
    { kind: "channel.token-invalid", code: "crypto.key-missing", key_id: null },
    LOST,
  ]);
  expect(await channel()).toEqual({
    status: "reauthorization_required",
    error: "crypto.key-missing",
    token: before?.token,
  });
  expect(await answers()).toEqual([]);

  await run("tend", needs);
  await run("watch-subscriptions", needs);
  expect(await openAlerts()).toEqual([]);
  expect(await channel()).toEqual(before);
  await product.sql`update conversations set reply_retry_at = now() where reply_due_for is not null`;
  await product.sql`update messages set retry_at = now() where status = 'queued'`;
  await product.sql`update pgboss.job set start_after = now() where state = 'created'`;
  await workOff(needs);
  expect(await answers()).toHaveLength(1);
});

async function guest(): Promise<string> {
  const response = await fetch(`${product.sandbox}/control/guests?account_id=${SHOES}&count=1`);
  const [row] = (await response.json()) as { person_id: string }[];
  return row?.person_id ?? "";
}
