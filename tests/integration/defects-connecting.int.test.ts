import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { checkAccounts } from "#lib/accounts/check-accounts.ts";
import { finishConnect } from "#lib/accounts/finish-connect.ts";
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

// Defects that were found in others' connectors, in how Facebook is connected. Each is a test of ours.

const SHOES = "104829375610284";

let product: Product;
beforeAll(async () => {
  product = await startProduct();
  await product.control.set({ agent_latency_ms: 0 });
});
afterAll(() => product.stop());
afterEach(() => product.control.clearFaults());

type Attempt = Parameters<typeof finishConnect>[2];

async function attemptOf(given: Pick<Product, "needs" | "viewer"> = product): Promise<Attempt> {
  const { searchParams } = await consent(given);
  const [code = "", state = ""] = ["code", "state"].map((name) => searchParams.get(name) ?? "");
  return { code, state, now: new Date() };
}

const finish = async (attempt: Attempt, viewer = product.viewer) =>
  (await finishConnect(product.needs, viewer, attempt)).outcome;
const logins = async () => (await product.sql`select 1 from facebook_accounts`).length;
const exchanges = async () =>
  (await product.control.log("?server=graph&path=oauth/access_token&bodies=0")).length;

describe("defect 23: the state of the login is not compared", () => {
  test("a code is not even looked at without the state of this user's own attempt", async () => {
    const stranger = await signUp(product.needs, "Stranger");
    const theirs = await attemptOf({ needs: product.needs, viewer: stranger });
    const { code, state, now } = await attemptOf();
    const before = [await exchanges(), await logins()];
    for (const forged of ["", "x", "null", `${state}x`, state.slice(1), theirs.state]) {
      expect(await finish({ code, state: forged, now })).toBe("invalid_state");
    }
    expect(await finish({ code: theirs.code, state, now }, stranger)).toBe("invalid_state");
    expect([await exchanges(), await logins()]).toEqual(before);
    expect(await finish({ code, state, now })).toBe("connected");
    expect(await logins()).toBe(1);
  });
});

describe("defect 5: a state has no end and can be used again", () => {
  test("used once, it is spent, also together with a fresh code", async () => {
    const attempt = await attemptOf();
    expect(await finish(attempt)).toBe("connected");
    const { code } = await attemptOf();
    expect(await finish(attempt)).toBe("invalid_state");
    expect(await finish({ ...attempt, code })).toBe("invalid_state");
  });

  test("it is spent as well when Meta does not take the code", async () => {
    const attempt = await attemptOf();
    await expect(finish({ ...attempt, code: "made-up" })).rejects.toThrow();
    expect(await finish(attempt)).toBe("invalid_state");
  });

  test("it ends after ten minutes", async () => {
    const attempt = await attemptOf();
    const now = new Date(Date.now() + 10 * 60_000 + 1_000);
    expect(await finish({ ...attempt, now })).toBe("state_expired");
    expect(await finish(attempt)).toBe("invalid_state");
  });
});

describe("defect 10: the login fails because something after it does", () => {
  test.each([
    ["Meta is down", { kind: "status", status: 503 }],
    ["Meta asks to wait", { kind: "graph-error", code: 4, status: 400 }],
  ])("it is kept although no pages can be listed: %s", async (_what, fault) => {
    await product.sql`delete from facebook_accounts`;
    await product.control.fault({ server: "graph", path: "me/accounts", ...fault });
    const result = await finishConnect(product.needs, product.viewer, await attemptOf());
    expect(result).toMatchObject({
      outcome: "connected",
      view: { account: { name: "Mira Halvorsen" }, pages: [], missing_permissions: [] },
    });
    await product.control.clearFaults();
    await product.sql`delete from upstream_pauses`;
    const { pages } = await listPages(product.needs, product.viewer);
    expect(pages.length).toBeGreaterThan(6);
  });

  describe("Meta does not list the permissions", () => {
    const fail = (path: string, fault: Record<string, unknown>) =>
      product.control.fault({ server: "graph", path, ...fault });
    const finishWhole = async (form: Record<string, string> = {}) => {
      const result = await connect(product, form);
      if (result.outcome !== "connected") throw new Error(result.outcome);
      return result.view;
    };

    test.each([
      ["no such address", { kind: "html", status: 404 }],
      ["something else", { kind: "status", status: 200, body: '{"ok":true}' }],
      ["an error", { kind: "graph-error", code: 100, status: 400 }],
    ])("the token's scopes say it too: %s", async (_what, fault) => {
      await fail("me/permissions", fault);
      const view = await finishWhole();
      expect(view.missing_permissions).toEqual([]);
      expect(view.pages.length).toBeGreaterThan(6);

      const form = { permissions: "pages_show_list,pages_manage_metadata,pages_messaging" };
      expect((await finishWhole(form)).missing_permissions).toContain("instagram_manage_messages");
    });

    test("with no scopes either, nobody is asked for what may be there", async () => {
      await product.sql`delete from facebook_accounts`;
      await fail("me/permissions", { kind: "html", status: 404 });
      await fail("debug_token", { kind: "html", status: 404 });
      const view = await finishWhole();
      expect(view.missing_permissions).toEqual([]);
      expect(view.pages.length).toBeGreaterThan(6);
      expect(await logins()).toBe(1);
    });

    test("a check finds out later what is missing", async () => {
      await fail("me/permissions", { kind: "html", status: 404 });
      await fail("debug_token", { kind: "html", status: 404 });
      await finishWhole({ permissions: "pages_show_list,pages_manage_metadata,pages_messaging" });
      await product.control.clearFaults();
      await checkAccounts({ ...product.needs, signal: new AbortController().signal });
      const { missing_permissions } = await listPages(product.needs, product.viewer);
      expect(missing_permissions).toContain("instagram_manage_messages");
    });

    test("a dead token is no login", async () => {
      await fail("me/permissions", { kind: "graph-error", code: 190, status: 400 });
      await expect(finishWhole()).rejects.toMatchObject({ code: "meta.token-invalid" });
    });
  });
});

describe("defect 12: the first page is taken unasked, and tokens lie about in clear", () => {
  test("no page is taken that nobody chose", async () => {
    await connect(product);
    expect(await listChannels(product.needs, product.viewer)).toEqual([]);
    expect(await product.sql`select 1 from crm_channels`).toEqual([]);
    const { needs, viewer } = product;
    await registerChannel(needs, viewer, { platform: "facebook", page_id: SHOES });
    const channels = await listChannels(needs, viewer);
    expect(channels.map(({ platform_page_id }) => platform_page_id)).toEqual([SHOES]);
  });

  test("no column of any table has a token in clear, once everything was used", async () => {
    const { control, sql } = product;
    await control.tell("messages", { account_id: SHOES, person: "ines", text: "Hi" });
    await until("it is answered", async () => {
      const sent = await sql`select 1 from messages where status = 'sent'`;
      return sent.length === 1;
    });
    const all = await allRows();
    expect(all.get("facebook_accounts")?.length).toBe(1);
    expect(all.get("webhook_events")?.length).toBeGreaterThan(0);
    expect(all.get("job_common")?.length).toBeGreaterThan(0);
    const telling = [...all].filter(([, rows]) => rows.some((row) => /EAA[A-Za-z0-9]/.test(row)));
    expect(telling.map(([table]) => table)).toEqual([]);
  });

  /** What every table holds, as text: the schema's own and the queue's. */
  async function allRows(): Promise<Map<string, string[]>> {
    const { pool } = product.needs;
    const { rows: tables } = await pool.query<{ schema: string; name: string }>(
      `select schemaname as schema, tablename as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const held = new Map<string, string[]>();
    for (const { schema, name } of tables) {
      const { rows } = await pool.query<{ row: string }>(
        `select row_to_json(held)::text as row from "${schema}"."${name}" held`,
      );
      held.set(
        name,
        rows.map(({ row }) => row),
      );
    }
    return held;
  }
});
