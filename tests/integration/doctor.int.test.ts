import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { runTask } from "#lib/jobs/run-task.ts";
import { workOff } from "#lib/jobs/work-off.ts";
import { runAdmin } from "#tests/support/run-admin.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";

const SHOES = "104829375610284";
const SECRETS = [
  "AUTH_SECRET",
  "FACEBOOK_APP_SECRET",
  "FB_WEBHOOK_VERIFY_TOKEN",
  "VOICE_AGENT_API_TOKEN",
  "VOICE_AGENT_INTERNAL_TOKEN",
] as const;

let product: Product;
let facebook: string;

beforeAll(async () => {
  product = await startProduct({ works: false });
  await connect(product);
  facebook = await register("facebook");
  await register("instagram");
  await workOff(product.needs);
});
afterAll(() => product.stop());

afterEach(async () => {
  await product.control.tell("tokens/restore", {});
  await product.control.clearFaults();
});

async function register(platform: "facebook" | "instagram"): Promise<string> {
  const { needs, viewer } = product;
  const result = await registerChannel(needs, viewer, { platform, page_id: SHOES });
  return "channel" in result ? result.channel.id : "";
}

/** What the doctor says, one finding a line, with what to do in the same line. */
async function examine(settings: Record<string, string> = {}) {
  const { code, out, errors } = await runAdmin(["doctor"], settings);
  for (const name of SECRETS) expect(out + errors).not.toContain(process.env[name]);
  expect(out + errors).not.toMatch(/EAA[A-Za-z0-9]{8}/);
  const lines = out.replaceAll("\n      →", " →").trim().split("\n");
  const of = (verdict: string) => lines.filter((line) => line.startsWith(verdict.padEnd(6)));
  return { code, lines, bad: of("bad"), warnings: of("warn"), summary: lines.at(-1) ?? "", errors };
}

const saying = (...texts: string[]) => texts.map((text) => expect.stringContaining(text));

test("before any worker ran it says so", async () => {
  const { code, warnings } = await examine();
  expect(code).toBe(0);
  expect(warnings).toContainEqual(expect.stringContaining("workers: none has ever run"));
});

test("an installation in good health has nothing bad, and ends well", async () => {
  await runTask("tend", { ...product.needs, signal: new AbortController().signal });
  const { code, lines, bad, warnings } = await examine();
  expect(bad).toEqual([]);
  expect(code).toBe(0);
  expect(warnings).toEqual(saying("APP_BASE_URL is not https", "webhook address"));
  expect(lines.filter((line) => line.startsWith("ok"))).toEqual(
    saying(
      "database: reachable, its schema is up to date",
      "redis: not used",
      "workers: last sign of life",
      '3 tokens are sealed with "k1", the first',
      "Meta app: Meta accepts its id and secret",
      'Meta webhook of "page": delivers here',
      'Meta webhook of "instagram": delivers here',
      "answers and accepts VOICE_AGENT_API_TOKEN",
      "answers and accepts VOICE_AGENT_INTERNAL_TOKEN",
      "(facebook, ",
      "(instagram, ",
    ),
  );
  expect((await product.control.voiceAgent()).messages).toEqual([]);
});

const other = () => randomBytes(16).toString("hex");

test.each<[string, () => Record<string, string>, string[]]>([
  [
    "a variable that is missing",
    () => ({ VOICE_AGENT_API_TOKEN: "", FACEBOOK_APP_ID: "" }),
    ["FACEBOOK_APP_ID is required", "VOICE_AGENT_API_TOKEN is required"],
  ],
  [
    "no scheduler for a host without resident processes",
    () => ({ WORKERS: "after" }),
    ["CRON_SECRET is not set"],
  ],
  [
    "another secret at Meta",
    () => ({ FACEBOOK_APP_SECRET: other() }),
    [
      "Meta does not accept the app (meta.token-invalid)",
      "Meta refuses (meta.unauthorized) → Put the secret first",
      "Meta refuses (meta.unauthorized) → Put the secret first",
    ],
  ],
  [
    "the second secret being the one at Meta",
    () => ({ FACEBOOK_APP_SECRET: `${other()},${process.env.FACEBOOK_APP_SECRET}` }),
    ["Meta accepts value 2 of FACEBOOK_APP_SECRET", "meta.unauthorized", "meta.unauthorized"],
  ],
  [
    "an address that Meta does not deliver to",
    () => ({ APP_BASE_URL: "http://localhost:1" }),
    ['of "page": Meta delivers to http', 'of "instagram": Meta delivers to http'],
  ],
  [
    "wrong tokens of dm-voice-agent",
    () => ({ VOICE_AGENT_API_TOKEN: other(), VOICE_AGENT_INTERNAL_TOKEN: other() }),
    ["refuses VOICE_AGENT_API_TOKEN", "refuses VOICE_AGENT_INTERNAL_TOKEN"],
  ],
  [
    "dm-voice-agent away",
    () => ({ VOICE_AGENT_API_URL: "http://127.0.0.1:1" }),
    ["gave no usable answer (voice-agent.unavailable)", "voice-agent.unavailable"],
  ],
  [
    "a lost key",
    () => ({ TOKEN_ENCRYPTION_KEYS: `k2:${randomBytes(32).toString("base64")}` }),
    [
      '3 tokens are sealed with "k1", which is not configured → Give "k1" back',
      'No key with the id "k1" is configured → Give the key back',
      'No key with the id "k1" is configured → Give the key back',
    ],
  ],
])("%s is bad, and it says what to do", async (_name, change, expected) => {
  const { code, bad, errors } = await examine(change());
  expect(bad).toEqual(saying(...expected));
  for (const line of bad) expect(line).toContain(" → ");
  expect(code).toBe(1);
  expect(errors).toContain(`${expected.length} bad`);
});

test("a Redis that is away and an old key in use are to be looked at, and not bad", async () => {
  const keys = `k2:${randomBytes(32).toString("base64")},${process.env.TOKEN_ENCRYPTION_KEYS}`;
  const { code, bad, warnings } = await examine({
    REDIS_URL: "redis://127.0.0.1:1",
    TOKEN_ENCRYPTION_KEYS: keys,
  });
  expect(bad).toEqual([]);
  expect(code).toBe(0);
  const found = warnings.filter((line) => !/environment|webhook address/.test(line));
  expect(found).toEqual(
    saying("redis: does not answer", 'sealed with "k1" → Run: npm run admin -- keys:rotate'),
  );
});

test("a database that is away is bad, and the rest is looked at all the same", async () => {
  const { code, bad, lines } = await examine({ DATABASE_URL: "postgres://127.0.0.1:1/none" });
  expect(bad).toEqual(saying("database: does not answer (system.ECONNREFUSED)"));
  expect(lines).toContainEqual(expect.stringContaining("Meta app: Meta accepts"));
  expect(code).toBe(1);
});

test("a schema that is behind is bad and stays as it is", async () => {
  const taken = await product.sql<{ hash: string; created_at: string }[]>`
    delete from drizzle.__drizzle_migrations
    where created_at = (select max(created_at) from drizzle.__drizzle_migrations)
    returning hash, created_at`;
  const { code, bad } = await examine();
  expect(bad).toEqual(saying("1 migrations behind the code → Run: npm run db:migrate"));
  expect(code).toBe(1);
  for (const { hash, created_at } of taken) {
    await product.sql`
      insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${created_at})`;
  }
});

test("workers that have been silent for long are bad", async () => {
  await product.sql`
    update system_state set value = to_jsonb('2026-01-01T00:00:00.000Z'::text) where key = 'alive'`;
  const { bad } = await examine();
  expect(bad).toEqual(saying("workers: last sign of life"));
  await runTask("tend", { ...product.needs, signal: new AbortController().signal });
});

test("a dead token, a page without subscription and a waiting channel are bad", async () => {
  const state = () =>
    product.sql`select id, status, subscribed_fields from crm_channels order by id`;
  await product.control.tell("tokens/revoke", { page_id: SHOES });
  const before = await state();
  const revoked = await examine();
  expect(revoked.bad).toEqual(
    saying(
      "Meta refuses (meta.token-invalid) → Connect Facebook again",
      "Meta refuses (meta.token-invalid) → Connect Facebook again",
    ),
  );
  await product.control.tell("tokens/restore", {});

  await product.control.tell("unsubscribe", { page_id: SHOES });
  const deaf = await examine();
  expect(deaf.bad).toEqual(
    saying("its page does not deliver to our app", "its page does not deliver to our app"),
  );
  expect(await state()).toEqual(before);

  await runTask("watch-subscriptions", { ...product.needs, signal: new AbortController().signal });
  await product.sql`
    update crm_channels set status = 'reauthorization_required', last_error = 'meta.token-invalid'
    where id = ${facebook}`;
  const waiting = await examine();
  expect(waiting.bad).toEqual(saying("waits for a login (meta.token-invalid)"));
  await product.sql`
    update crm_channels set status = 'active', last_error = null where id = ${facebook}`;
});

test("the app's own webhooks are missed when they are not there", async () => {
  const { FACEBOOK_APP_ID: id, FACEBOOK_APP_SECRET: secret } = process.env;
  const query = new URLSearchParams({ object: "page", access_token: `${id}|${secret}` });
  const answer = await fetch(`${product.sandbox}/graph/v25.0/${id}/subscriptions?${query}`, {
    method: "DELETE",
  });
  expect(answer.status).toBe(200);
  const { bad } = await examine();
  expect(bad).toEqual(saying('Meta webhook of "page": the app is not subscribed → At developers'));
});
