import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { findChannelById } from "#db/queries/channels.ts";
import { disconnectChannel } from "#lib/channels/disconnect-channel.ts";
import { listPages } from "#lib/channels/list-pages.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { runTask } from "#lib/jobs/run-task.ts";
import { workOff } from "#lib/jobs/work-off.ts";
import type { TaskName } from "#lib/queue/queues.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";

const SHOES = "104829375610284";
const TASKS = ["MANAGE", "MESSAGING", "MODERATE"];
const MIRA = "10161482093847561";

let product: Product;
let facebook = "";
let instagram = "";

/** Without workers: what is in the queue is worked off when a test says so. */
beforeAll(async () => {
  process.env.REPLY_SETTLE_MS = "0";
  product = await startProduct({ works: false });
  await product.control.set({ agent_latency_ms: 0, conversations_limit: false });
});
afterAll(() => product.stop());

/** Every test begins with Mira's login alone, and both channels of one page by it. */
beforeEach(async () => {
  const { control, sql } = product;
  await control.clearFaults();
  await control.tell("users/checkpoint", { user: "mira", on: false });
  await control.tell("users/role", {
    user: "mira",
    page_id: SHOES,
    tasks: TASKS,
  });
  await control.tell("instagram", { account_id: "17841405309211844", allows_messages: true });
  await sql`delete from facebook_accounts`;
  await sql`delete from alerts`;
  await connectAs("mira");
  facebook = await register("facebook");
  instagram = await register("instagram");
  await settled();
});

async function connectAs(user: "mira" | "noor", form: Record<string, string> = {}) {
  await product.control.set({ logged_in: user });
  const result = await connect(product, form);
  await product.control.set({ logged_in: "mira" });
  if (result.outcome !== "connected") throw new Error(result.outcome);
  return result;
}

async function register(platform: "facebook" | "instagram"): Promise<string> {
  const { needs, viewer } = product;
  const result = await registerChannel(needs, viewer, { platform, page_id: SHOES });
  return "channel" in result ? result.channel.id : result.outcome;
}

const settled = () => workOff(product.needs);
const task = (name: TaskName) =>
  runTask(name, { ...product.needs, signal: new AbortController().signal });
/** As a day later. */
async function checkAccounts(): Promise<void> {
  await product.sql`update facebook_accounts set checked_at = null`;
  await task("check-accounts");
  await settled();
}
async function watch(): Promise<void> {
  await task("watch-subscriptions");
  await settled();
}

const debugs = async () =>
  (await product.control.log()).filter(({ path }) => path.endsWith("debug_token"));
const stateOf = async (id: string) => {
  const channel = await findChannelById(product.needs.db, id);
  return [channel?.status, channel?.lastError];
};
const states = async () => [await stateOf(facebook), await stateOf(instagram)];
const accounts = () =>
  product.sql<{ status: string; last_error: string | null; days: number | null }[]>`
    select status, last_error,
      round(extract(epoch from expires_at - now()) / 86400)::int as days
    from facebook_accounts order by created_at`;
const alerts = async () =>
  (
    await product.sql<{ kind: string; code: string | null }[]>`
      select distinct kind, code from alerts where closed_at is null order by kind, code`
  ).map(({ kind, code }) => `${kind} ${code}`);

let guests = 500;
/** Somebody writes several messages; @returns whether the last one is answered, once. */
async function writes(...texts: string[]) {
  const person = `guest-${++guests}`;
  for (const text of texts) {
    await product.control.tell("messages", { account_id: SHOES, person, text, wait: true });
  }
  await settled();
  return async () => {
    const last = texts.at(-1) ?? "";
    const rows = await product.sql<{ status: string }[]>`
      select a.status from messages q join messages a on a.in_reply_to = q.id where q.text = ${last}`;
    const order = await product.sql<{ text: string }[]>`
      select text from messages where text = any(${texts}) order by stored_at_voice_agent_at`;
    return { answers: rows.map(({ status }) => status), order: order.map(({ text }) => text) };
  };
}

const WORKS = [
  ["active", null],
  ["active", null],
];
const waitsFor = (code: string) => [
  ["reauthorization_required", code],
  ["reauthorization_required", code],
];

describe("a login's age", () => {
  test("while it lives it is exchanged for a fresh one, with its pages' tokens", async () => {
    await product.control.tell("tokens/age", { user_id: MIRA, days: 45 });
    await checkAccounts();
    expect(await accounts()).toEqual([{ status: "active", last_error: null, days: 60 }]);
    expect(await alerts()).toEqual([]);
    const answered = await writes("after the exchange");
    expect((await answered()).answers).toEqual(["sent"]);
  });

  test.each([
    [47, 14],
    [54, 7],
    [58, 3],
    [59.5, 1],
  ])("after %d days without an exchange a person is warned at step %d", async (days, step) => {
    await product.control.fault({
      server: "graph",
      path: "oauth/access_token",
      kind: "graph-error",
      code: 1,
    });
    await product.control.tell("tokens/age", { user_id: MIRA, days });
    await checkAccounts();
    expect(await alerts()).toContain(`account.expiring accounts.ends-within-${step}`);
    await product.control.clearFaults();
    await checkAccounts();
    expect(await alerts()).toEqual([]);
  });

  test("after 61 days without us it is over; one login later what waited goes out in order", async () => {
    await product.control.tell("tokens/age", { user_id: MIRA, days: 61 });
    await product.control.tell("tokens/expire", { user_id: MIRA });
    await checkAccounts();
    expect(await accounts()).toMatchObject([
      { status: "reauthorization_required", last_error: "meta.token-expired" },
    ]);
    expect(await states()).toEqual(waitsFor("meta.token-expired"));
    expect(await alerts()).toEqual([
      "account.token-invalid meta.token-expired",
      "channel.token-invalid meta.token-expired",
    ]);
    const answered = await writes("61 days: one", "61 days: two");
    expect((await answered()).answers).toEqual([]);
    await connectAs("mira");
    await settled();
    expect(await states()).toEqual(WORKS);
    expect(await alerts()).toEqual([]);
    expect(await answered()).toEqual({
      answers: ["sent"],
      order: ["61 days: one", "61 days: two"],
    });
  });
});

describe("a login that dies", () => {
  test("by a changed password: a send finds out, the channels say so, and a new login heals them", async () => {
    await product.control.tell("users/password", { user: "mira" });
    const answered = await writes("password: one", "password: two");
    await settled();
    expect(await states()).toEqual(waitsFor("meta.password-changed"));
    expect(await accounts()).toMatchObject([
      { status: "reauthorization_required", last_error: "meta.password-changed" },
    ]);
    expect(await alerts()).toEqual([
      "account.token-invalid meta.password-changed",
      "channel.token-invalid meta.password-changed",
    ]);
    const asked = (await debugs()).length;
    await watch();
    await watch();
    expect((await debugs()).length).toBe(asked);
    await connectAs("mira");
    await settled();
    expect(await states()).toEqual(WORKS);
    expect(await alerts()).toEqual([]);
    expect(await answered()).toEqual({
      answers: ["sent"],
      order: ["password: one", "password: two"],
    });
  });

  test("because the app was removed: the watch finds out, and a new login heals the channels", async () => {
    await product.control.tell("users/remove-app", { user: "mira" });
    await watch();
    expect(await states()).toEqual(waitsFor("meta.app-removed"));
    await connectAs("mira");
    await watch();
    expect(await states()).toEqual(WORKS);
    expect(await alerts()).toEqual([]);
    const answered = await writes("after the app came back");
    expect((await answered()).answers).toEqual(["sent"]);
  });

  test("at a checkpoint: it says what the person has to do", async () => {
    await product.control.tell("users/checkpoint", { user: "mira", on: true });
    await checkAccounts();
    expect(await accounts()).toMatchObject([
      { status: "reauthorization_required", last_error: "meta.checkpoint" },
    ]);
    await product.control.tell("users/checkpoint", { user: "mira", on: false });
    await checkAccounts();
    await watch();
    expect(await accounts()).toMatchObject([{ status: "active", last_error: null }]);
    expect(await states()).toEqual(WORKS);
    expect(await alerts()).toEqual([]);
  });

  test("another admin's login takes the channels over, and nobody is asked", async () => {
    await connectAs("noor");
    await product.control.tell("users/password", { user: "mira" });
    const answered = await writes("noor takes over");
    await settled();
    expect(await states()).toEqual(WORKS);
    expect((await answered()).answers).toEqual(["sent"]);
    expect(await alerts()).toEqual(["account.token-invalid meta.password-changed"]);
  });

  test("re-granted by another person: the same channels, with their history", async () => {
    const before = await writes("before the other person");
    expect((await before()).answers).toEqual(["sent"]);
    await product.control.tell("users/password", { user: "mira" });
    await watch();
    expect(await states()).toEqual(waitsFor("meta.password-changed"));
    await connectAs("noor");
    await settled();
    expect(await states()).toEqual(WORKS);
    expect(await register("facebook")).toBe(facebook);
    expect(await product.sql`select 1 from crm_channels`).toHaveLength(2);
  });
});

describe("one page", () => {
  test("whose token alone was revoked gets another by the same login", async () => {
    await product.control.tell("tokens/revoke", { user_id: MIRA, page_id: SHOES, subcode: 467 });
    const answered = await writes("one token revoked");
    await settled();
    expect(await states()).toEqual(WORKS);
    expect((await answered()).answers).toEqual(["sent"]);
    expect(await alerts()).toEqual([]);
  });

  test("on which the person lost the role says so; with the role back one login heals it", async () => {
    await product.control.tell("users/role", { user: "mira", page_id: SHOES, tasks: null });
    await watch();
    expect(await states()).toEqual(waitsFor("meta.role-lost"));
    expect((await accounts())[0]?.status).toBe("active");
    const answered = await writes("no role: one", "no role: two");
    await product.control.tell("users/role", {
      user: "mira",
      page_id: SHOES,
      tasks: TASKS,
    });
    await connectAs("mira");
    await settled();
    expect(await states()).toEqual(WORKS);
    expect(await answered()).toEqual({
      answers: ["sent"],
      order: ["no role: one", "no role: two"],
    });
  });

  test("that is no longer part of the grant serves in part, says so, and is healed by a new grant", async () => {
    await product.control.tell("users/coverage", {
      user: "mira",
      page_ids: ["113520984417735"],
      instagram_ids: [],
    });
    await watch();
    expect((await states()).map(([status]) => status)).toEqual(["degraded", "degraded"]);
    expect(await alerts()).toEqual(["channel.permission-missing meta.permission-missing"]);
    await connectAs("mira");
    await watch();
    expect(await states()).toEqual(WORKS);
    expect(await alerts()).toEqual([]);
  });

  test("a declined permission is named, and asking again heals it", async () => {
    await product.control.tell("users/permission", {
      user: "mira",
      permission: "pages_messaging",
      status: "declined",
    });
    await checkAccounts();
    expect(await alerts()).toEqual(["account.permission-missing meta.permission-missing"]);
    await connectAs("mira");
    await watch();
    expect(await alerts()).toEqual([]);
    expect(await states()).toEqual(WORKS);
  });

  test("disconnected is left so by a new login", async () => {
    await disconnectChannel(product.needs, product.viewer, { id: facebook });
    await connectAs("mira");
    expect(await stateOf(facebook)).toEqual(["disconnected", null]);
  });

  test("pages of a business portfolio are offered, each with the reason why it cannot be connected", async () => {
    await connectAs("noor");
    const { pages } = await listPages(product.needs, product.viewer);
    const reasons = new Map(pages.map(({ page_name, blocked_by }) => [page_name, blocked_by]));
    expect(reasons.get("Linden Street Kids")).toBeNull();
    expect([...reasons.values()]).toContain("no_messaging_task");
    expect(new Set(pages.map(({ page_id }) => page_id)).size).toBe(pages.length);
  });
});

test("Instagram's switch for messages is told apart, and what waits goes out once it is on", async () => {
  const account_id = "17841405309211844";
  const person = `guest-${++guests}`;
  await product.control.tell("messages", {
    account_id,
    person,
    text: "before the switch",
    wait: true,
  });
  await product.control.tell("instagram", { account_id, allows_messages: false });
  await settled();
  expect(await stateOf(instagram)).toEqual(["degraded", "meta.instagram-access-off"]);
  expect(await stateOf(facebook)).toEqual(["active", null]);
  expect(await alerts()).toEqual(["channel.instagram-access-off meta.instagram-access-off"]);
  await product.control.tell("instagram", { account_id, allows_messages: true });
  await product.sql`update messages set retry_at = null where status = 'queued'`;
  await task("tend");
  await product.sql`update pgboss.job set start_after = now() where state = 'created'`;
  await settled();
  expect(
    await product.sql`select a.status from messages q join messages a on a.in_reply_to = q.id
      where q.text = 'before the switch'`,
  ).toEqual([{ status: "sent" }]);
  expect(await stateOf(instagram)).toEqual(["active", null]);
  expect(await alerts()).toEqual([]);
});
