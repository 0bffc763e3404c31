import { randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { findChannelById } from "#db/queries/channels.ts";
import { resealAccountToken } from "#db/queries/sealed-tokens.ts";
import { noteTrouble } from "#lib/channels/note-trouble.ts";
import { pageTokenCell } from "#lib/channels/page-token.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { createTokenBox, keyIdOf } from "#lib/crypto/token-box.ts";
import { readKeysEnv } from "#lib/env.ts";
import { runTask } from "#lib/jobs/run-task.ts";
import { rotateKeys } from "#lib/keys/rotate-keys.ts";
import { MetaError } from "#lib/meta/errors.ts";
import { runAdmin } from "#tests/support/run-admin.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";
import { seedChannel } from "#tests/support/seed.ts";
import { until } from "#tests/support/until.ts";

const SHOES = "104829375610284";
const makeKey = (kid: string) => `${kid}:${randomBytes(32).toString("base64")}`;
const [K1, K2, K3] = [makeKey("k1"), makeKey("k2"), makeKey("k3")];
const boxOf = (keys: string) =>
  createTokenBox(readKeysEnv({ TOKEN_ENCRYPTION_KEYS: keys }).TOKEN_ENCRYPTION_KEYS);

let product: Product;
let facebook: string;
/** Channels that stand for the many that an installation has. */
const seeded: string[] = [];

beforeAll(async () => {
  // Every process knows the new key before it comes first anywhere.
  const settings = { TOKEN_ENCRYPTION_KEYS: `${K1},${K2},${K3}`, REPLY_SETTLE_MS: "0" };
  product = await startProduct({ settings });
  await connect(product);
  const { needs, viewer } = product;
  const result = await registerChannel(needs, viewer, { platform: "facebook", page_id: SHOES });
  facebook = "channel" in result ? result.channel.id : "";
  await registerChannel(needs, viewer, { platform: "instagram", page_id: SHOES });
});
afterAll(() => product.stop());

afterEach(async () => {
  await product.sql`delete from crm_channels where id = any(${seeded.splice(0)})`;
});

const rotate = (keys: string, args: string[] = []) =>
  runAdmin(["keys:rotate", ...args], { TOKEN_ENCRYPTION_KEYS: keys });

async function seedChannels(count: number, keys: string): Promise<void> {
  for (let made = 0; made < count; made += 1) {
    const id = uuidv7();
    await seedChannel(product.needs.db, product.viewer.tenantId, {
      id,
      status: "paused",
      pageAccessToken: await boxOf(keys).seal(`token of ${id}`, pageTokenCell(id)),
    });
    seeded.push(id);
  }
}

/** How many tokens each key has. */
async function keysInUse(): Promise<Record<string, number>> {
  const rows = await product.sql<{ sealed: string }[]>`
    select page_access_token as sealed from crm_channels where page_access_token <> ''
    union all select access_token from facebook_accounts where access_token <> ''`;
  const ids = Object.groupBy(rows, ({ sealed }) => keyIdOf(sealed) ?? "none");
  return Object.fromEntries(Object.entries(ids).map(([id, found]) => [id, found?.length ?? 0]));
}

/** Everything about channels and logins that a rotation leaves as it is. */
function rest() {
  return product.sql`
    select id, status, status_changed_at, last_error, updated_at from crm_channels
    union all select id, status, null, last_error, updated_at from facebook_accounts order by id`;
}

const openAlerts = () => product.sql`select kind from alerts where closed_at is null`;

async function guests(count: number): Promise<string[]> {
  const response = await fetch(
    `${product.sandbox}/control/guests?account_id=${SHOES}&count=${count}`,
  );
  const rows = (await response.json()) as { person_id: string }[];
  return rows.map(({ person_id }) => person_id);
}

let mids = 0;
async function write(person: string): Promise<number | undefined> {
  mids += 1;
  const messaging = [
    {
      sender: { id: person },
      recipient: { id: SHOES },
      timestamp: Date.now(),
      message: { mid: `m_keys_${mids}`, text: "What are your opening hours?" },
    },
  ];
  const body = { object: "page", entry: [{ id: SHOES, time: Date.now(), messaging }] };
  const [answer] = await product.control.deliver({ body });
  return answer?.status;
}

test("--dry-run counts and changes nothing", async () => {
  const before = await product.sql`select page_access_token from crm_channels order by id`;
  const { code, out } = await rotate(`${K2},${K1}`, ["--dry-run"]);
  expect(code).toBe(0);
  expect(out).toContain("3 of 3 tokens would be sealed anew");
  expect(out).toContain("key k1: 3");
  expect(await product.sql`select page_access_token from crm_channels order by id`).toEqual(before);
});

test("while messages flow every token gets the new key, nothing fails, and all are answered once", async () => {
  await product.control.set({ agent_latency_ms: 20 });
  await seedChannels(150, K1);
  const before = await rest();
  const people = await guests(200);
  const begun = Promise.withResolvers<void>();
  let isRotating = true;
  const rotation = runAdmin(
    ["keys:rotate", "--limit", "1"],
    { TOKEN_ENCRYPTION_KEYS: `${K2},${K1}` },
    () => begun.resolve(),
  ).finally(() => {
    isRotating = false;
  });
  await Promise.race([begun.promise, rotation]);
  const statuses: (number | undefined)[] = [];
  const written: string[] = [];
  for (const person of people) {
    if (!isRotating && written.length > 0) break;
    statuses.push(await write(person));
    written.push(person);
  }
  expect(written.length).toBeGreaterThan(1);
  const { code, out, errors } = await rotation;
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(out).toContain("crm_channels: 1 read, 1 sealed anew");
  expect(out).toContain("Sealed 153 tokens anew.");
  expect(out).toContain("key k2: 153 (the first)");
  expect(await keysInUse()).toEqual({ k2: 153 });

  await until("all are answered", async () => {
    const { messages } = await product.control.voiceAgent();
    const answered = new Set(
      messages.filter(({ direction }) => direction === "outbound").map((m) => m.external_user_id),
    );
    return written.every((person) => answered.has(person));
  });
  const { messages } = await product.control.voiceAgent();
  for (const person of written) {
    const own = messages.filter(({ external_user_id }) => external_user_id === person);
    expect(own.map(({ direction }) => direction)).toEqual(["inbound", "outbound"]);
  }
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await product.sql`select 1 from webhook_events where attempts > 0`).toEqual([]);
  expect(await product.sql`select 1 from messages where last_error is not null`).toEqual([]);
  expect(await openAlerts()).toEqual([]);
  expect(await rest()).toEqual(before);
}, 90_000);

test("killed in the middle and started again it goes on with what is left", async () => {
  await seedChannels(60, K2);
  const half = await runAdmin(
    ["keys:rotate", "--limit", "1"],
    { TOKEN_ENCRYPTION_KEYS: `${K3},${K2}` },
    (child) => child.kill("SIGKILL"),
  );
  expect(half.code).toBeNull();
  const { k2: left = 0, k3: done = 0 } = await keysInUse();
  expect(left).toBeGreaterThan(0);

  const { code, out } = await rotate(`${K3},${K2}`);
  expect(code).toBe(0);
  expect(out).toContain(`Sealed ${left} tokens anew.`);
  expect(await keysInUse()).toEqual({ k3: left + done });
});

test("with the old key gone nothing is changed, and the key and what it sealed are named", async () => {
  await seedChannels(1, K1);
  const [id = ""] = seeded;
  const read = () => product.sql`select page_access_token from crm_channels where id = ${id}`;
  const before = await read();
  const { code, errors } = await rotate(K3);
  expect(code).toBe(1);
  expect(errors).toContain(`crm_channels ${id}: No key with the id "k1" is configured`);
  expect(errors).toContain("key k1: 1");
  expect(await read()).toEqual(before);
});

test("what has no token is left out", async () => {
  await seedChannels(1, K3);
  await product.sql`update crm_channels set page_access_token = '', status = 'disconnected' where id = ${seeded[0] ?? ""}`;
  const { code, out } = await rotate(K3, ["--dry-run"]);
  expect(code).toBe(0);
  expect(out).toContain("0 of 3 tokens would be sealed anew");
});

test("a token that is renewed while it is sealed anew stays as it was renewed", async () => {
  await seedChannels(1, K1);
  const [id = ""] = seeded;
  const box = boxOf(`${K3},${K1}`);
  const renewed = await box.seal("a newer token", pageTokenCell(id));
  const { resealed } = await rotateKeys(
    {
      db: product.needs.db,
      tokenBox: {
        ...box,
        async seal(token, cell) {
          await product.sql`update crm_channels set page_access_token = ${renewed} where id = ${id}`;
          return box.seal(token, cell);
        },
      },
    },
    { batch: 10, tell: () => {} },
  );
  expect(resealed).toBe(0);
  expect((await findChannelById(product.needs.db, id))?.pageAccessToken).toBe(renewed);

  const [account] = await product.sql<{ id: string; access_token: string }[]>`
    select id, access_token from facebook_accounts`;
  const change = { id: account?.id ?? "", from: "what was there before", to: "another" };
  expect(await resealAccountToken(product.needs.db, change)).toBe(false);
});

test("a dead token that was found out with the old ciphertext is noted at the next look", async () => {
  const { needs } = product;
  const before = await findChannelById(needs.db, facebook);
  if (before === null) throw new Error("The channel is there");
  expect((await rotate(`${K2},${K3}`)).code).toBe(0);
  await product.control.tell("tokens/revoke", { page_id: SHOES });
  const statusNow = async () => (await findChannelById(needs.db, facebook))?.status;

  await noteTrouble(before, new MetaError("get me", "token-invalid"), needs);
  expect(await statusNow()).toBe("active");
  await runTask("watch-subscriptions", { ...needs, signal: new AbortController().signal });
  expect(await statusNow()).toBe("reauthorization_required");

  await product.control.tell("tokens/restore", {});
  await runTask("watch-subscriptions", { ...needs, signal: new AbortController().signal });
  expect(await statusNow()).toBe("active");
});
