import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { upsertFacebookAccount } from "#db/queries/facebook-accounts.ts";
import { facebookAccounts } from "#db/schema/facebook-accounts.ts";
import { finishConnect } from "#lib/accounts/finish-connect.ts";
import { accountCell } from "#lib/channels/account-token.ts";
import { listChannels } from "#lib/channels/list-channels.ts";
import { listPages } from "#lib/channels/list-pages.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import {
  connect,
  consent,
  type Product,
  signUp,
  startProduct,
} from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";

const SHOES = "104829375610284";
const SHOES_INSTAGRAM = "17841405309211844";
const OUTLET = "113520984417735";
const CERAMICS = "110275863349041";

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.stop());

describe("connecting Facebook", () => {
  test("lists every page of every result page, with and without Instagram, and no token", async () => {
    const result = await connect(product);
    if (result.outcome !== "connected") throw new Error(result.outcome);
    const { pages, instagram_accounts, missing_permissions } = result.view;

    expect(pages.length).toBeGreaterThan(6);
    expect(pages.find(({ page_id }) => page_id === SHOES)?.instagram_account?.id).toBe(
      SHOES_INSTAGRAM,
    );
    expect(pages.find(({ page_id }) => page_id === OUTLET)?.instagram_account).toBeNull();
    expect(pages.find(({ page_id }) => page_id === CERAMICS)?.blocked_by).toBe("no_messaging_task");
    expect(instagram_accounts.map(({ id }) => id)).toContain(SHOES_INSTAGRAM);
    expect(missing_permissions).toEqual([]);
    expect(JSON.stringify(result)).not.toMatch(/EAA|token/);
  });

  test("keeps the long-lived token, sealed", async () => {
    const rows = await product.needs.db.select().from(facebookAccounts);
    expect(rows).toHaveLength(1);
    const days = ((rows[0]?.expiresAt?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(50);
    expect(rows[0]?.accessToken).toMatch(/^ey/);
    expect(rows[0]?.accessToken).not.toContain("EAA");
  });

  test("renews the login of a person who connects again instead of adding one", async () => {
    const result = await connect(product);
    const rows = await product.needs.db.select().from(facebookAccounts);
    expect(rows.map(({ id }) => id)).toEqual([
      result.outcome === "connected" ? result.accountId : "",
    ]);
    expect((await listPages(product.needs, product.viewer)).account).not.toBeNull();
  });

  test("accepts a state once, and from the user who began only", async () => {
    const callback = await consent(product);
    const attempt = {
      code: callback.searchParams.get("code") ?? "",
      state: callback.searchParams.get("state") ?? "",
      now: new Date(),
    };
    const stranger = await signUp(product.needs, "Stranger");
    const { needs, viewer } = product;
    expect(await finishConnect(needs, stranger, attempt)).toEqual({ outcome: "invalid_state" });

    const [one, other] = await Promise.all([
      finishConnect(needs, viewer, attempt),
      finishConnect(needs, viewer, attempt),
    ]);
    expect([one.outcome, other.outcome].sort()).toEqual(["connected", "invalid_state"]);
  });

  test("refuses a state after ten minutes", async () => {
    const callback = await consent(product);
    const late = new Date(Date.now() + 10 * 60_000 + 1_000);
    const result = await finishConnect(product.needs, product.viewer, {
      code: "any",
      state: callback.searchParams.get("state") ?? "",
      now: late,
    });
    expect(result).toEqual({ outcome: "state_expired" });
  });

  test("names the permissions that were declined", async () => {
    const result = await connect(product, {
      permissions: "pages_show_list,pages_manage_metadata,pages_messaging",
    }).catch(() => null);
    const declined = result?.outcome === "connected" ? result.view.missing_permissions : [];
    expect(declined).toContain("instagram_manage_messages");
    await connect(product);
  });
});

describe("registering a channel", () => {
  test("creates it at dm-voice-agent once, however often and at once it is asked", async () => {
    const { needs, viewer, control } = product;
    const results = await Promise.all(
      Array.from({ length: 10 }, () =>
        registerChannel(needs, viewer, { platform: "facebook", page_id: SHOES }),
      ),
    );
    const outcomes = results.map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === "created")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "existing")).toHaveLength(9);
    expect(
      new Set(results.map((result) => ("channel" in result ? result.channel.id : ""))).size,
    ).toBe(1);

    const { channels } = await control.voiceAgent();
    const mine = channels.filter(({ resource_ref }) => resource_ref === SHOES);
    expect(mine).toHaveLength(1);
    const again = await registerChannel(needs, viewer, { platform: "facebook", page_id: SHOES });
    expect(again).toMatchObject({
      outcome: "existing",
      channel: { status: "active", channel_id: mine[0]?.id, agent_id: "agent-shop" },
    });
  });

  test("takes an Instagram account by its page or by its own id", async () => {
    const { needs, viewer } = product;
    const byPage = await registerChannel(needs, viewer, { platform: "instagram", page_id: SHOES });
    expect(byPage).toMatchObject({
      outcome: "created",
      channel: { platform_page_id: SHOES_INSTAGRAM, name: "lindenstreet.shoes", status: "active" },
    });
    const byAccount = await registerChannel(needs, viewer, {
      platform: "instagram",
      page_id: SHOES_INSTAGRAM,
    });
    expect(byAccount).toMatchObject({ outcome: "existing" });
  });

  test("refuses pages that were not granted, that may not be served, or that another company has", async () => {
    const { needs, viewer } = product;
    const register = (page_id: string) =>
      registerChannel(needs, viewer, { platform: "facebook", page_id });
    expect(await register("999999999999999")).toEqual({ outcome: "page_not_found" });
    expect(await register(CERAMICS)).toEqual({ outcome: "not_connectable" });

    const rival = await signUp(needs, "Rival");
    await connect({ needs, viewer: rival });
    expect(await registerChannel(needs, rival, { platform: "facebook", page_id: SHOES })).toEqual({
      outcome: "held_elsewhere",
    });
    expect(await listChannels(needs, rival)).toEqual([]);
    await connect(product);
  });

  test("keeps a row that says which step failed, and finishes it later without doubling", async () => {
    const { needs, viewer, control } = product;
    await control.fault({
      server: "graph",
      path: "subscribed_apps",
      kind: "status",
      status: 500,
      count: 1,
    });
    const first = await registerChannel(needs, viewer, { platform: "facebook", page_id: OUTLET });
    expect(first).toMatchObject({
      outcome: "created",
      channel: {
        status: "connecting",
        failed_step: "page_subscription",
        last_error: "meta.transient",
      },
    });

    await until("the worker connects it", async () =>
      (await listChannels(needs, viewer)).find(
        ({ platform_page_id, status }) => platform_page_id === OUTLET && status === "active",
      ),
    );
    const { channels } = await control.voiceAgent();
    expect(channels.filter(({ resource_ref }) => resource_ref === OUTLET)).toHaveLength(1);
  });

  test("finds the page by another account when one login has died", async () => {
    const { needs, viewer } = product;
    const key = { tenantId: viewer.tenantId, facebookUserId: "100000000000042" };
    const id = await upsertFacebookAccount(needs.db, {
      ...key,
      userId: viewer.userId,
      name: "Somebody who left",
      accessToken: await needs.tokenBox.seal("a-dead-token", accountCell(key)),
      grantedPermissions: [],
      updatedAt: new Date(Date.now() + 60_000),
    });
    const register = (page_id: string) =>
      registerChannel(needs, viewer, { platform: "facebook", page_id });
    expect(await register(SHOES)).toMatchObject({ outcome: "existing" });
    await expect(register("12345")).rejects.toMatchObject({ code: "meta.token-invalid" });
    await needs.db.delete(facebookAccounts).where(eq(facebookAccounts.id, id));
  });

  test("keeps no token in clear anywhere in the database", async () => {
    const rows = await product.sql`
      select row_to_json(c)::text as row from crm_channels c
      union all select row_to_json(a)::text from facebook_accounts a`;
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.filter(({ row }) => /EAA/.test(String(row)))).toEqual([]);
  });
});
