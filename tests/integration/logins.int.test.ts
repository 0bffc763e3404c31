import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { findChannelById } from "#db/queries/channels.ts";
import { checkAccounts } from "#lib/accounts/check-accounts.ts";
import { listLogins } from "#lib/accounts/list-logins.ts";
import { missingPermissions } from "#lib/channels/list-pages.ts";
import { pauseChannel } from "#lib/channels/pause-channel.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { workOff } from "#lib/jobs/work-off.ts";
import { connect, type Product, signUp, startProduct } from "#tests/support/running-product.ts";

const SHOES = "104829375610284";
const MIRA = "10161482093847561";

let product: Product;
let channelId = "";

beforeAll(async () => {
  product = await startProduct({ works: false, settings: { REPLY_SETTLE_MS: "0" } });
});
afterAll(() => product.stop());

/** Every test begins with Mira's login, and one channel by it. */
beforeEach(async () => {
  const { control, needs, viewer, sql } = product;
  await control.tell("reset", {});
  await sql`truncate facebook_accounts, crm_channels, alerts cascade`;
  await connect(product);
  const result = await registerChannel(needs, viewer, { platform: "facebook", page_id: SHOES });
  if (result.outcome !== "created") throw new Error(result.outcome);
  channelId = result.channel.id;
  await workOff(needs);
});

const logins = () => listLogins(product.needs, product.viewer);
/** As a day later. */
async function check(): Promise<void> {
  await product.sql`update facebook_accounts set checked_at = null`;
  await checkAccounts({ ...product.needs, signal: new AbortController().signal });
  await workOff(product.needs);
}

test("a login says until when it works, until when profiles are read, and what it covers", async () => {
  const [login] = await logins();
  expect(login).toMatchObject({
    name: "Mira Halvorsen",
    status: "active",
    last_error: null,
    works_until: { days: expect.toSatisfy((days) => days === 59 || days === 60) },
    profiles_until: { days: expect.toSatisfy((days) => days === 89 || days === 90) },
    channels: 1,
    missing_permissions: [],
  });
  expect(login?.checked_at).not.toBeNull();
  expect(JSON.stringify(login)).not.toMatch(/EAA|eyJ/);
});

test("another company's logins are not shown", async () => {
  const stranger = await signUp(product.needs, "Stranger");
  expect(await listLogins(product.needs, stranger)).toEqual([]);
});

test("a grant of one page covers one", async () => {
  await connect(product, { pages: SHOES });
  expect((await logins())[0]?.pages).toBe(1);
});

test("what was declined is asked for again, but all when a login is dead", async () => {
  const { control, needs, viewer } = product;
  const declined = { user: "mira", permission: "pages_messaging", status: "declined" };
  await control.tell("users/permission", declined);
  await check();
  expect((await logins())[0]?.missing_permissions).toEqual(["pages_messaging"]);
  expect(await missingPermissions(needs, viewer)).toEqual(["pages_messaging"]);

  await control.tell("users/remove-app", { user: "mira" });
  await check();
  expect(await logins()).toMatchObject([
    { status: "reauthorization_required", last_error: "meta.app-removed", channels: 1 },
  ]);
  expect(await missingPermissions(needs, viewer)).toEqual([]);
});

test("a paused channel gets its new token and stays paused", async () => {
  const { control, needs, viewer, sql } = product;
  await pauseChannel(needs, viewer, { id: channelId, isPaused: true });
  const tokens = () => sql`select page_access_token as token from crm_channels`;
  const before = await tokens();
  await control.tell("users/password", { user: "mira" });
  await connect(product);
  await workOff(needs);
  expect((await findChannelById(needs.db, channelId))?.status).toBe("paused");
  expect(await tokens()).not.toEqual(before);
});

test("a check that Meta does not answer changes nothing, and is made again", async () => {
  const { control, sql } = product;
  const checked = () => sql`select 1 from facebook_accounts where checked_at is not null`;
  await control.fault({ server: "graph", path: "debug_token", kind: "graph-error", code: 1 });
  await check();
  expect(await logins()).toMatchObject([{ status: "active", last_error: null }]);
  expect(await checked()).toHaveLength(0);
  expect(await sql`select kind from alerts where kind like 'account.%'`).toEqual([]);
  await control.clearFaults();
  await checkAccounts({ ...product.needs, signal: new AbortController().signal });
  expect(await checked()).toHaveLength(1);
});

test("a login is renewed by itself, but Meta's 90 days of profiles are not: told ahead, ended by a new login", async () => {
  const { control, sql } = product;
  const warnings = () => sql<{ kind: string; code: string }[]>`
    select kind, code from alerts where closed_at is null and kind like 'account.%'`;
  for (const [days, warned] of [
    [45, []],
    [32, ["accounts.data-access-ends-within-14"]],
    [10, ["accounts.data-access-ends-within-3"]],
  ] as const) {
    await control.tell("tokens/age", { user_id: MIRA, days });
    await check();
    expect((await warnings()).map(({ code }) => code)).toEqual(warned);
    const [login] = await logins();
    expect(login?.works_until?.days).toBeGreaterThan(50);
  }
  expect((await logins())[0]?.profiles_until?.days).toBeLessThanOrEqual(3);

  await connect(product);
  expect(await warnings()).toEqual([]);
  expect((await logins())[0]?.profiles_until?.days).toBeGreaterThan(80);
});
