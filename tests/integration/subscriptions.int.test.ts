import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { listChannels } from "#lib/channels/list-channels.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { readGap } from "#lib/gaps/gap.ts";
import { runTask } from "#lib/jobs/run-task.ts";
import { workOff } from "#lib/jobs/work-off.ts";
import { ALL_FIELDS } from "#lib/meta/subscriptions.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";

const SHOES = "104829375610284";

let product: Product;
let facebook: string;

beforeAll(async () => {
  process.env.REPLY_SETTLE_MS = "0";
  product = await startProduct({ works: false });
  await connect(product);
  facebook = await register("facebook");
  await register("instagram");
});
afterAll(() => product.stop());

/** Everything is right again, whatever the last test did. */
beforeEach(async () => {
  await product.control.clearFaults();
  await product.control.tell("tokens/restore", {});
  await watch();
  await workOff(product.needs);
  expect(await openAlerts()).toEqual([]);
});

async function register(platform: "facebook" | "instagram"): Promise<string> {
  const { needs, viewer } = product;
  const result = await registerChannel(needs, viewer, { platform, page_id: SHOES });
  return "channel" in result ? result.channel.id : "";
}

async function watch(): Promise<void> {
  await product.sql`delete from upstream_pauses`;
  await runTask("watch-subscriptions", { ...product.needs, signal: new AbortController().signal });
}

async function openAlerts(): Promise<string[]> {
  const rows = await product.sql<{ kind: string; subject: string }[]>`
    select kind, subject from alerts where closed_at is null order by kind`;
  return rows.map(
    ({ kind, subject }) => `${kind} ${subject === facebook ? "facebook" : "instagram"}`,
  );
}

async function statuses() {
  const channels = await listChannels(product.needs, product.viewer);
  return channels.map(({ status }) => status);
}

async function subscribed(): Promise<Record<string, string[]>> {
  const { subscriptions } = (await product.control.state()) as {
    subscriptions: { pages: Record<string, string[]> };
  };
  return subscriptions.pages;
}

/** How often the page was asked since the log's entry. */
async function callsSince(seq: number, method: string): Promise<number> {
  const calls = await product.control.log(`?path=subscribed_apps&since=${seq}&method=${method}`);
  return calls.length;
}

async function now(): Promise<number> {
  return (await product.control.log("?bodies=0")).at(-1)?.seq ?? 0;
}

test("a page with two channels is asked once, and left alone when it is right", async () => {
  await product.sql`
    update crm_channels set subscription_checked_at = now() - interval '1 hour'`;
  const seq = await now();
  await watch();
  expect([await callsSince(seq, "GET"), await callsSince(seq, "POST")]).toEqual([1, 0]);
  const rows = await product.sql<{ fields: string[]; age: number }[]>`
    select subscribed_fields as fields, extract(epoch from now() - subscription_checked_at)::int as age
    from crm_channels`;
  for (const { fields, age } of rows) {
    expect(fields.toSorted()).toEqual([...ALL_FIELDS].toSorted());
    expect(age).toBeLessThan(3_000);
  }
});

test("what Meta unsubscribed is subscribed again, and what was missed meanwhile comes in", async () => {
  await product.control.tell("unsubscribe", { page_id: SHOES });
  for (const [account_id, text] of [
    [SHOES, "missed on Messenger"],
    ["17841405309211844", "missed on Instagram"],
  ]) {
    await product.control.tell("messages", { account_id, person: "lena", text, wait: true });
  }
  await watch();
  expect((await subscribed())[SHOES]?.toSorted()).toEqual([...ALL_FIELDS].toSorted());
  await workOff(product.needs);
  const rows = await product.sql<{ source: string }[]>`
    select source from webhook_events where payload #>> '{message,text}' like 'missed on%'`;
  expect(rows.map(({ source }) => source)).toEqual(["gap-repair", "gap-repair"]);
  expect(await openAlerts()).toEqual([]);
});

test("a page that cannot be subscribed raises one alert, which closes once it can", async () => {
  await product.control.tell("unsubscribe", { page_id: SHOES });
  await product.control.fault({
    server: "graph",
    method: "POST",
    path: "subscribed_apps",
    kind: "graph-error",
    code: 100,
  });
  await watch();
  await watch();
  const expected = ["channel.unsubscribed facebook", "channel.unsubscribed instagram"];
  expect((await openAlerts()).toSorted()).toEqual(expected);
  const rows = await product.sql`select 1 from alerts where kind = 'channel.unsubscribed'`;
  expect(rows).toHaveLength(2);

  await product.control.clearFaults();
  await watch();
  expect(await openAlerts()).toEqual([]);
});

test("a dead token asks for the admin once; one that works again needs nobody", async () => {
  await product.control.tell("tokens/revoke", { page_id: SHOES });
  await watch();
  await watch();
  expect(await statuses()).toEqual(["reauthorization_required", "reauthorization_required"]);
  expect(await openAlerts()).toHaveLength(2);
  const rows = await product.sql`select 1 from alerts where kind = 'channel.token-invalid'`;
  expect(rows).toHaveLength(2);
  expect((await readGap(product.needs.db, facebook))?.reason).toBe("reconnected");

  await product.control.tell("tokens/restore", {});
  await watch();
  expect(await statuses()).toEqual(["active", "active"]);
  expect(await openAlerts()).toEqual([]);
  await runTask("repair-gaps", { ...product.needs, signal: new AbortController().signal });
  await workOff(product.needs);
  expect(await readGap(product.needs.db, facebook)).toBeNull();
});

test("a missing permission is told, and over only when messages may be read again", async () => {
  const missing = { server: "graph", kind: "graph-error", code: 10 };
  await product.control.fault({ ...missing, path: "subscribed_apps" });
  await watch();
  expect(await openAlerts()).toHaveLength(2);
  expect(await statuses()).toEqual(["degraded", "degraded"]);

  await product.control.clearFaults();
  await product.control.fault({ ...missing, path: "conversations" });
  await watch();
  expect(await openAlerts()).toHaveLength(2);
  expect(await statuses()).toEqual(["degraded", "degraded"]);

  await product.control.clearFaults();
  await watch();
  expect(await openAlerts()).toEqual([]);
  expect(await statuses()).toEqual(["active", "active"]);
});

test("a limit of that reading is kept to the reading", async () => {
  const fault = { server: "graph", kind: "graph-error" };
  await product.control.fault({ ...fault, path: "subscribed_apps", code: 10 });
  await watch();
  await product.control.clearFaults();
  await product.control.fault({ ...fault, path: "conversations", code: 613 });
  await watch();
  expect(await openAlerts()).toHaveLength(2);
  const rows = await product.sql<{ scope: string }[]>`select scope from upstream_pauses`;
  expect(rows.map(({ scope }) => scope)).toEqual([`list:${SHOES}`]);
});

test.each([
  ["transient", { kind: "status", status: 503 }],
  ["rate-limited", { kind: "graph-error", code: 32 }],
])("a %s failure is nobody's alarm", async (_name, fault) => {
  await product.control.fault({ server: "graph", path: "subscribed_apps", ...fault });
  await watch();
  expect(await statuses()).toEqual(["active", "active"]);
  expect(await openAlerts()).toEqual([]);
  const pauses = await product.sql`select 1 from upstream_pauses`;
  expect(pauses).toHaveLength(fault.kind === "graph-error" ? 1 : 0);
});

test("what was wrong with a channel that is no longer served concerns nobody", async () => {
  await product.control.tell("tokens/revoke", { page_id: SHOES });
  await watch();
  await product.sql`update crm_channels set status = 'disconnected' where id = ${facebook}`;
  await watch();
  expect(await openAlerts()).toEqual(["channel.token-invalid instagram"]);
  await product.sql`
    update crm_channels set status = 'reauthorization_required' where id = ${facebook}`;
});

test("a field that only some apps may have is not asked for again and again", async () => {
  await product.sql`update crm_channels set subscribed_fields = null`;
  await product.control.tell("unsubscribe", { page_id: SHOES });
  await product.control.fault({
    server: "graph",
    method: "POST",
    path: "subscribed_apps",
    kind: "graph-error",
    code: 100,
    count: 1,
  });
  await watch();
  const seq = await now();
  await watch();
  expect(await callsSince(seq, "POST")).toBe(0);
  expect(await openAlerts()).toEqual([]);
});
