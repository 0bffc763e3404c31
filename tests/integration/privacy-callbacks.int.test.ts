import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { listFacebookAccounts } from "#db/queries/facebook-accounts.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import { disconnectChannel } from "#lib/channels/disconnect-channel.ts";
import { listChannels } from "#lib/channels/list-channels.ts";
import { listPages } from "#lib/channels/list-pages.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { releaseChannel } from "#lib/channels/release-channel.ts";
import { findDeletion } from "#lib/privacy/find-deletion.ts";
import { forgetPerson } from "#lib/privacy/forget-person.ts";
import { connect, type Product, signUp, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";

const MIRA = { id: "10161482093847561", name: "Mira Halvorsen" };
const SHOES = "104829375610284";
const OUTLET = "113520984417735";

let product: Product;
let other: Viewer;
beforeAll(async () => {
  product = await startProduct();
  other = await signUp(product.needs, "Other");
});
afterAll(() => product.stop());
beforeEach(async () => {
  await product.sql`delete from rate_limits`;
});

type Kind = "deauthorize" | "data-deletion";

/** Has the sandbox's Meta call us, as `sandbox/README.md` tells. */
const tell = async (kind: Kind, about: Record<string, unknown> = { user: "mira" }) =>
  sentSchema.parse(await product.control.tell(kind, about));
const replay = async (id: number) =>
  sentSchema.parse(await product.control.tell("callbacks/replay", { id }));
const sentSchema = z.looseObject({
  id: z.number(),
  status: z.number().nullable(),
  body: z.string(),
  json: z.unknown(),
  sent: z.string(),
});
const answerSchema = z.strictObject({ url: z.string(), confirmation_code: z.string() });

/** Posts what only a test would send. */
const post = (kind: Kind, body: string, type = "application/x-www-form-urlencoded") =>
  fetch(`${product.needs.settings.APP_BASE_URL}/api/facebook/${kind}`, {
    method: "POST",
    body,
    headers: { "content-type": type },
  });

function signed(payload: string): string {
  const encoded = Buffer.from(payload).toString("base64url");
  const [secret] = product.needs.settings.FACEBOOK_APP_SECRET;
  const signature = createHmac("sha256", secret).update(encoded).digest("base64url");
  return `signed_request=${signature}.${encoded}`;
}

const requests = () =>
  product.sql<{ id: string; status: string; facebook_user_id: string | null; result: unknown }[]>`
    select id, status, facebook_user_id, result from deletion_requests order by created_at`;
const jobs = async () =>
  (await product.sql`select 1 from pgboss.job where name = 'forget-person'`).length;
const allDone = () =>
  until("every request is done", async () =>
    (await requests()).every(({ status }) => status === "done"),
  );
const channelsOf = (viewer: Viewer) =>
  product.sql<
    { id: string; status: string; last_error: string | null; page_access_token: string }[]
  >`
    select id, status, last_error, page_access_token from crm_channels
    where tenant_id = ${viewer.tenantId} order by created_at`;

async function connectPage(viewer: Viewer, pageId: string): Promise<void> {
  const connected = await connect({ needs: product.needs, viewer });
  expect(connected.outcome).toBe("connected");
  const page = { platform: "facebook", page_id: pageId } as const;
  const registered = await registerChannel(product.needs, viewer, page);
  expect(["created", "existing"]).toContain(registered.outcome);
  await until("the channel works", async () =>
    (await listChannels(product.needs, viewer)).every(({ status }) => status === "active"),
  );
}

/** Tables in which a text stands anywhere, pg-boss's own included. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await product.sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('public', 'pgboss') order by 1`;
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await product.needs.pool.query(
      `select 1 from ${name} t where t::text like $1 limit 1`,
      [`%${text}%`],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

describe("what Meta did not sign has no effect (B112, B113, B117)", () => {
  test.each([
    "secret",
    "algorithm",
    "no_algorithm",
    "no_signature",
    "truncated",
    "changed_user",
    "not_json",
    "no_user",
    "empty",
    "missing",
  ])("forged: %s", async (forge) => {
    for (const kind of ["deauthorize", "data-deletion"] as const) {
      const { status, json } = await tell(kind, { user: "mira", forge });
      expect(status).toBe(400);
      expect(json).toMatchObject({ status: 400, code: "invalid_signed_request" });
    }
    expect(await requests()).toEqual([]);
  });

  test.each([
    ["nothing", () => ""],
    ["another field", () => "signed=a.b"],
    ["three dots", () => "signed_request=a.b.c.d"],
    ["two of them", () => `${signed(GOOD)}&${signed(GOOD)}`],
    ["10 kB", () => signed(GOOD.replace('"7"', `"${"7".repeat(10_000)}"`))],
    ["NUL", () => signed(GOOD.replace('"7"', '"7\\u0000"'))],
  ])("%s", async (_what, body) => {
    expect((await post("data-deletion", body())).status).toBe(400);
    expect(await requests()).toEqual([]);
  });

  test("as JSON", async () => {
    expect((await post("data-deletion", signed(GOOD), "application/json")).status).toBe(400);
  });

  test("a body without end is not read", async () => {
    expect((await post("data-deletion", "x".repeat(65 * 1024))).status).toBe(413);
  });

  test("guesses are limited, and what Meta signed still gets in", async () => {
    const statuses = new Set<number>();
    for (let count = 0; count < 62; count += 1) {
      statuses.add((await post("deauthorize", "signed_request=a.b")).status);
    }
    expect([...statuses]).toEqual([400, 429]);
    expect((await tell("deauthorize", { user_id: "20000000000000001" })).status).toBe(200);
    await allDone();
    await product.sql`delete from deletion_requests`;
  });
});

const GOOD = '{"algorithm":"HMAC-SHA256","issued_at":1,"user_id":"7"}';

describe("what Meta signed", () => {
  test("an unknown person gets the same answer as a known one (B114), with padding too", async () => {
    const about = { user_id: "20000000000000002", padded: true };
    const { status, json } = await tell("data-deletion", about);
    expect(status).toBe(200);
    const { url, confirmation_code } = answerSchema.parse(json);
    expect(confirmation_code).toMatch(/^[0-9a-f]{32}$/);
    const base = product.needs.settings.APP_BASE_URL;
    expect(url).toBe(`${base}/privacy/deletion/${confirmation_code}`);
    await allDone();
    expect(await findDeletion(product.needs, confirmation_code)).toMatchObject({
      status: "done",
      accounts: 0,
      channels: 0,
    });
  });

  test("a long id that is a number keeps its digits (B117); old and future ones are taken (B116)", async () => {
    const ids = ["90071992547409931234", "20000000000000003", "20000000000000004"];
    for (const [at, id] of ids.entries()) {
      const issued = [1, 1_291_836_800, 99_999_999_999][at];
      const payload = `{"algorithm":"HMAC-SHA256","issued_at":${issued},"user_id":${id}}`;
      const answer = await post("data-deletion", signed(payload));
      expect([id, answer.status]).toEqual([id, 200]);
    }
    await allDone();
    for (const id of ids) expect(await tablesWith(id)).toEqual([]);
  });

  test("a copy gets the same code and no second job (B115)", async () => {
    const before = [(await requests()).length, await jobs()] as const;
    const first = await tell("data-deletion", { user_id: "20000000000000005" });
    const copies = await Promise.all([1, 2, 3].map(() => replay(first.id)));
    for (const copy of copies) expect(copy.json).toEqual(first.json);
    await allDone();
    expect((await replay(first.id)).json).toEqual(first.json);
    expect([(await requests()).length, await jobs()]).toEqual([before[0] + 1, before[1] + 1]);
  });

  test("no other code shows anything (B118)", async () => {
    const { json } = await tell("data-deletion", { user_id: "20000000000000006" });
    const { confirmation_code: code } = answerSchema.parse(json);
    await tell("deauthorize", { user_id: "20000000000000006" });
    await allDone();
    const [row] = await product.sql<{ code: string }[]>`
      select confirmation_code as code from deletion_requests
      where kind = 'deauthorize' order by created_at desc limit 1`;
    const altered = code.slice(0, -1) + (code.endsWith("0") ? "1" : "0");
    for (const guess of ["", "x", altered, code.toUpperCase(), `${code} `, row?.code ?? ""]) {
      expect(await findDeletion(product.needs, guess)).toBeNull();
    }
  });
});

describe("a person who connected pages for two companies", () => {
  /** The sandbox's number of the callback. */
  let deauthorized: number;
  beforeAll(async () => {
    await connectPage(product.viewer, SHOES);
    await connectPage(other, OUTLET);
  });

  test("takes the app back: tokens are gone for both, and both are told", async () => {
    const removed = z
      .looseObject({ callback: sentSchema })
      .parse(await product.control.tell("users/remove-app", { user: "mira", deauthorize: true }));
    expect(removed.callback.status).toBe(200);
    deauthorized = removed.callback.id;
    await allDone();

    const accounts = await product.sql<{ status: string; access_token: string }[]>`
      select status, access_token from facebook_accounts`;
    expect(accounts).toEqual([
      { status: "revoked", access_token: "" },
      { status: "revoked", access_token: "" },
    ]);
    for (const viewer of [product.viewer, other]) {
      expect(await listFacebookAccounts(product.needs.db, viewer)).toEqual([]);
      expect((await listPages(product.needs, viewer)).account).toBeNull();
      const [channel] = await channelsOf(viewer);
      expect(channel).toMatchObject({
        status: "reauthorization_required",
        last_error: "accounts.revoked",
        page_access_token: "",
      });
      const alerts = await product.sql`
        select code from alerts where kind = 'channel.token-invalid' and closed_at is null
        and subject = ${channel?.id ?? ""}`;
      expect(alerts).toEqual([{ code: "accounts.revoked" }]);
      const audited = await product.sql<{ details: Record<string, unknown> }[]>`
        select details from audit_log
        where tenant_id = ${viewer.tenantId} and action = 'account.revoked'`;
      expect(audited).toEqual([{ details: { request: expect.any(String), channels: 1 } }]);
    }
    const last = (await requests()).at(-1);
    expect(last).toMatchObject({ facebook_user_id: null, result: { accounts: 2, channels: 2 } });
    expect(await tablesWith(MIRA.id)).toEqual(["public.facebook_accounts"]);
  });

  test("connects again; a copy of the old callback and a late job change nothing", async () => {
    const [request] = await product.sql<{ id: string }[]>`
      select id from deletion_requests where kind = 'deauthorize' order by created_at desc limit 1`;
    await connectPage(product.viewer, SHOES);
    await connectPage(other, OUTLET);
    const before = await channelsOf(product.viewer);
    expect(before).toMatchObject([{ status: "active", last_error: null }]);

    expect((await replay(deauthorized)).status).toBe(200);
    await forgetPerson(request?.id ?? "", product.needs);
    expect(await channelsOf(product.viewer)).toEqual(before);
    expect(await listFacebookAccounts(product.needs.db, other)).toHaveLength(1);
  });

  test("asks for deletion: no table knows id or name afterwards, and the page says what went", async () => {
    await product.control.deliver({
      body: { object: "permissions", entry: [{ id: MIRA.id, time: 1, changes: [{ field: "x" }] }] },
    });
    expect(await tablesWith(MIRA.id)).toEqual([
      "public.facebook_accounts",
      "public.webhook_events",
    ]);

    const first = await tell("data-deletion");
    const { confirmation_code: code } = answerSchema.parse(first.json);
    await allDone();
    for (const trace of [MIRA.id, MIRA.name, "Halvorsen"]) {
      expect([trace, await tablesWith(trace)]).toEqual([trace, []]);
    }
    for (const viewer of [product.viewer, other]) {
      expect(await channelsOf(viewer)).toMatchObject([
        { status: "reauthorization_required", page_access_token: "" },
      ]);
    }
    const shown = await findDeletion(product.needs, code);
    expect(shown).toMatchObject({ status: "done", accounts: 2, channels: 2 });

    await connectPage(product.viewer, SHOES);
    expect((await replay(first.id)).json).toEqual(first.json);
    expect(await channelsOf(product.viewer)).toMatchObject([{ status: "active" }]);
    expect(await findDeletion(product.needs, code)).toEqual(shown);
  });
});

test("a request whose job was lost gets another one", async () => {
  const { json } = await tell("data-deletion", { user_id: "20000000000000007" });
  const { confirmation_code: code } = answerSchema.parse(json);
  await allDone();
  await product.sql`
    update deletion_requests set status = 'received', facebook_user_id = '7', completed_at = null
    where confirmation_code = ${code}`;
  await product.sql`delete from pgboss.job where name = 'forget-person'`;
  await product.needs.boss.send("run-task", { task: "tend" }, { singletonKey: "tend" });
  await allDone();
  expect(await findDeletion(product.needs, code)).toMatchObject({ status: "done" });
});

test("a paused channel stays paused, without a token, and a person is told", async () => {
  await connectPage(product.viewer, SHOES);
  await product.sql`update crm_channels set status = 'paused' where tenant_id = ${product.viewer.tenantId}`;
  const request = GOOD.replace('"7"', `"${MIRA.id}"`);
  expect((await post("deauthorize", signed(request))).status).toBe(200);
  await allDone();
  const [channel] = await channelsOf(product.viewer);
  expect(channel).toMatchObject({ status: "paused", page_access_token: "" });
  const alerts = await product.sql`
    select 1 from alerts where subject = ${channel?.id ?? ""} and closed_at is null`;
  expect(alerts).toHaveLength(1);
});

test("a channel without a token can be disconnected, and dm-voice-agent is told once", async () => {
  const [channel] = await channelsOf(product.viewer);
  expect(channel?.page_access_token).toBe("");
  const { id } = channel ?? { id: "" };
  const released = () => product.sql<{ details: unknown }[]>`
    select details from audit_log where action = 'channel.released' and target = ${id}`;
  const ended = await disconnectChannel(product.needs, product.viewer, { id });
  expect(ended?.status).toBe("disconnected");
  // As its job does a minute later.
  await releaseChannel(id, product.needs);
  expect(await released()).toEqual([
    { details: { meta: "no token", voice_agent: "switched off" } },
  ]);
});

test("the login of another admin takes over the channels of one who is deleted", async () => {
  await product.control.set({ logged_in: "noor" });
  await connect({ needs: product.needs, viewer: product.viewer });
  await product.control.set({ logged_in: "mira" });
  await connectPage(product.viewer, SHOES);

  const request = GOOD.replace('"7"', `"${MIRA.id}"`);
  expect((await post("data-deletion", signed(request))).status).toBe(200);
  await allDone();
  const [healed] = await until("the channel works again", async () => {
    const rows = await product.sql<{ name: string; open: string }[]>`
      select a.name, (select count(*) from alerts where subject = c.id::text and closed_at is null) as open
      from crm_channels c join facebook_accounts a on a.id = c.facebook_account_id
      where c.tenant_id = ${product.viewer.tenantId} and c.status = 'active' and c.page_access_token <> ''`;
    return rows.length > 0 && rows;
  });
  expect(healed).toEqual({ name: "Noor Castellane", open: "0" });
  expect(await tablesWith(MIRA.id)).toEqual([]);
});
