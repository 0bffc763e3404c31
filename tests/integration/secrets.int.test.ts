import { createHmac, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listAlerts } from "#lib/alerts/list-alerts.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { env } from "#lib/env.ts";
import { workOff } from "#lib/jobs/work-off.ts";
import { createGraphClient } from "#lib/meta/graph-client.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";
import { startWebhookHost } from "#tests/support/webhook-host.ts";

const SHOES = "104829375610284";
const secret = () => randomBytes(16).toString("hex");
const [OLD, NEW] = [secret(), secret()];
const [OLD_WORD, NEW_WORD] = [secret(), secret()];

let product: Product;

beforeAll(async () => {
  product = await startProduct({
    works: false,
    settings: {
      FACEBOOK_APP_SECRET: `${NEW},${OLD}`,
      FB_WEBHOOK_VERIFY_TOKEN: `${NEW_WORD},${OLD_WORD}`,
      REPLY_SETTLE_MS: "0",
    },
  });
  // Meta has the new secret, and takes no call without the proof that is made with it.
  await product.control.set({ require_appsecret_proof: true });
  await connect(product);
  const { needs, viewer } = product;
  await registerChannel(needs, viewer, { platform: "facebook", page_id: SHOES });
  await workOff(needs);
});
afterAll(() => product.stop());

let mids = 0;
function messageOf(person: string): string {
  mids += 1;
  const messaging = [
    {
      sender: { id: person },
      recipient: { id: SHOES },
      timestamp: Date.now(),
      message: { mid: `m_secret_${mids}`, text: "What are your opening hours?" },
    },
  ];
  return JSON.stringify({ object: "page", entry: [{ id: SHOES, time: Date.now(), messaging }] });
}

async function post(url: string, body: string, signedWith: string): Promise<number> {
  const digest = createHmac("sha256", signedWith).update(body).digest("hex");
  const response = await fetch(url, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", "x-hub-signature-256": `sha256=${digest}` },
  });
  await response.arrayBuffer();
  return response.status;
}

async function guests(count: number): Promise<string[]> {
  const response = await fetch(
    `${product.sandbox}/control/guests?account_id=${SHOES}&count=${count}`,
  );
  const rows = (await response.json()) as { person_id: string }[];
  return rows.map(({ person_id }) => person_id);
}

async function storedMessages(): Promise<number> {
  const rows = await product.sql`select 1 from webhook_events where event_type = 'message'`;
  return rows.length;
}

/** A server that was started with these app secrets. */
function hostWith(...secrets: [string, ...string[]]) {
  return startWebhookHost("node", { ...env(), FACEBOOK_APP_SECRET: secrets });
}

test("no delivery is lost while the app secret changes from server to server", async () => {
  const [person = ""] = await guests(1);
  const before = await storedMessages();
  // Each step of the rotation is rolled out: for a while servers of two steps stand side by side.
  const steps = [
    { hosts: [await hostWith(OLD), await hostWith(OLD, NEW)], signers: [OLD] },
    { hosts: [await hostWith(OLD, NEW), await hostWith(NEW, OLD)], signers: [OLD, NEW] },
    { hosts: [await hostWith(NEW, OLD), await hostWith(NEW)], signers: [NEW] },
  ];
  const sent: Promise<number>[] = [];
  for (const { hosts, signers } of steps) {
    for (const { url } of hosts) {
      for (const signer of signers) {
        for (let count = 0; count < 10; count += 1) {
          sent.push(post(url, messageOf(person), signer));
        }
      }
    }
  }
  expect(sent).toHaveLength(80);
  expect(new Set(await Promise.all(sent))).toEqual(new Set([200]));
  expect((await storedMessages()) - before).toBe(80);
  await Promise.all(steps.flatMap(({ hosts }) => hosts.map((host) => host.close())));
});

test("what came before a server knew the new secret is taken when Meta repeats it, once", async () => {
  const [person = ""] = await guests(1);
  const body = messageOf(person);
  const before = await storedMessages();
  const late = await hostWith(OLD);
  expect(await post(late.url, body, NEW)).toBe(401);
  expect(await storedMessages()).toBe(before);
  await late.close();

  const ready = await hostWith(NEW, OLD);
  expect(await post(ready.url, body, NEW)).toBe(200);
  expect(await post(ready.url, body, OLD)).toBe(200);
  expect(await storedMessages()).toBe(before + 1);
  await ready.close();
});

test("Meta may verify the address with the old word and with the new one", async () => {
  const host = await startWebhookHost("next");
  const verify = async (word: string) => {
    const query = new URLSearchParams({
      "hub.mode": "subscribe",
      "hub.challenge": "1158201444",
      "hub.verify_token": word,
    });
    const response = await fetch(`${host.url}?${query}`);
    return [response.status, await response.text()];
  };
  expect(await verify(OLD_WORD)).toEqual([200, "1158201444"]);
  expect(await verify(NEW_WORD)).toEqual([200, "1158201444"]);
  expect(await verify(secret())).toEqual([403, "Forbidden"]);
  await host.close();
});

test("while Meta has another secret than our first one answers wait, and each is sent once after it", async () => {
  const { needs, control } = product;
  await workOff(needs);
  const person = (await guests(2)).at(-1) ?? "";
  const answers = async () => {
    const { messages } = await control.voiceAgent();
    return messages.filter(
      (message) => message.external_user_id === person && message.direction === "outbound",
    );
  };
  const problems = async () => {
    const { alerts } = await listAlerts(needs, product.viewer);
    return alerts.map(({ kind, upstream, code }) => ({ kind, upstream, code }));
  };
  expect(await problems()).toEqual([]);

  const graph = createGraphClient({ ...needs.graph.options, appSecret: OLD });
  await control.deliver({ body: JSON.parse(messageOf(person)) });
  await workOff({ ...needs, graph });
  expect(await answers()).toEqual([]);
  const outgoing = await product.sql`
    select m.status from messages m join conversations c on c.id = m.conversation_id
    where c.external_user_id = ${person} and m.direction = 'outbound'`;
  expect(outgoing).toEqual([{ status: "queued" }]);
  expect(await problems()).toEqual([
    { kind: "upstream.unauthorized", upstream: "graph", code: "meta.unauthorized" },
  ]);
  expect(await product.sql`select distinct status from crm_channels`).toEqual([
    { status: "active" },
  ]);

  await product.sql`update messages set retry_at = now() where status = 'queued'`;
  await product.sql`update pgboss.job set start_after = now() where state = 'created'`;
  await workOff(needs);
  expect(await answers()).toHaveLength(1);
});
