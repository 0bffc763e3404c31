import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readEnv } from "#lib/env.ts";
import { postBytes, signature } from "#tests/support/post-bytes.ts";
import { type Product, startProduct } from "#tests/support/running-product.ts";
import { startWebhookHost, type WebhookHost } from "#tests/support/webhook-host.ts";

// Defects that were found in others' connectors, in how they answer a request. Each is a test of ours.

let product: Product;
let host: WebhookHost;
let secret: string;
beforeAll(async () => {
  product = await startProduct({ works: false });
  secret = product.needs.settings.FACEBOOK_APP_SECRET[0];
  host = await startWebhookHost("node");
});
afterAll(async () => {
  await host.close();
  await product.stop();
});
beforeEach(() => product.sql`delete from webhook_events`);

const verify = async (change: Record<string, string | null>) => {
  const query = new URLSearchParams({
    "hub.mode": "subscribe",
    "hub.verify_token": product.needs.settings.FB_WEBHOOK_VERIFY_TOKEN[0],
    "hub.challenge": "4711",
  });
  for (const [name, value] of Object.entries(change)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  const answer = await fetch(`${host.url}?${query}`);
  return [answer.status, await answer.text()];
};

const BODY = JSON.stringify({
  object: "page",
  entry: [{ id: "1", messaging: [{ sender: { id: "7" }, message: { mid: "m_1", text: "Zoë" } }] }],
});
const post = (header: string | null, body = BODY, to = host) =>
  postBytes(to.url, body, header === null ? [] : [["x-hub-signature-256", header]]);
const REFUSED = { status: 401, text: "Invalid signature" };
const countEvents = async () => (await product.sql`select 1 from webhook_events`).length;

describe("defect 1: any verify token verifies", () => {
  test("only ours does", async () => {
    expect(await verify({})).toEqual([200, "4711"]);
    expect(await verify({ "hub.verify_token": "anything" })).toEqual([403, "Forbidden"]);
  });
});

describe("defect 6: without a secret everything is accepted; a refusal tells the right signature", () => {
  test.each([undefined, "", " ", ","])("the product does not start with the secret %j", (given) => {
    const settings = { ...process.env, FACEBOOK_APP_SECRET: given };
    expect(() => readEnv(settings)).toThrow("FACEBOOK_APP_SECRET");
  });

  test("no secret, no delivery", async () => {
    const none = { ...product.needs.settings, FACEBOOK_APP_SECRET: [] as never };
    const open = await startWebhookHost("node", none);
    for (const header of [null, signature(BODY, ""), signature(BODY, "undefined")]) {
      expect(await post(header, BODY, open)).toMatchObject(REFUSED);
    }
    await open.close();
    expect(await countEvents()).toBe(0);
  });

  test("the refusal is a fixed text", async () => {
    const answer = await post(`sha256=${"0".repeat(64)}`);
    expect(answer).toMatchObject(REFUSED);
    expect(JSON.stringify(answer)).not.toContain(signature(BODY, secret).slice(7));
  });
});

describe("defect 9: no signature, one change only, and a wrong token gets a 200", () => {
  test("what is not signed is refused", async () => {
    expect(await post(null)).toMatchObject(REFUSED);
    expect(await countEvents()).toBe(0);
  });

  test("every change of an entry is kept", async () => {
    const changes = [1, 2, 3].map((post_id) => ({ field: "feed", value: { post_id } }));
    const body = JSON.stringify({ object: "page", entry: [{ id: "1", changes }] });
    expect((await post(signature(body, secret), body)).status).toBe(200);
    const kept = await product.sql`
      select payload #>> '{value,post_id}' as id from webhook_events order by seq`;
    expect(kept.map(({ id }) => id)).toEqual(["1", "2", "3"]);
  });

  test("a wrong token does not get a 200", async () => {
    expect((await verify({ "hub.verify_token": "wrong" }))[0]).toBe(403);
  });
});

/** Vector 14.1 of the facts about the platform: Meta's own spelling and its signature. */
const VECTOR = {
  secret: "app-secret-example",
  wire: String.raw`{"object":"page","entry":[{"id":"1","time":1700000000000,"messaging":[{"message":{"mid":"m_1","text":"\u00e4\u00f6 \ud83d\ude00 https:\/\/x.test\/"}}]}]}`,
  signature: "sha256=d67842e808b891622d58aed996d68f135d01a3d04f6b7af0aa02416985fd0054",
};

describe("defect 14: a hash of payload and secret stands in for the HMAC", () => {
  let vectorHost: WebhookHost;
  beforeAll(async () => {
    const settings = { ...product.needs.settings, FACEBOOK_APP_SECRET: [VECTOR.secret] as never };
    vectorHost = await startWebhookHost("node", settings);
  });
  afterAll(() => vectorHost.close());

  test("the known answer is taken", async () => {
    expect((await post(VECTOR.signature, VECTOR.wire, vectorHost)).status).toBe(200);
    expect(await countEvents()).toBe(1);
  });

  test.each([
    ["payload and secret", VECTOR.wire + VECTOR.secret],
    ["secret and payload", VECTOR.secret + VECTOR.wire],
  ])("a plain hash of %s is not", async (_what, text) => {
    const hash = createHash("sha256").update(text).digest("hex");
    expect(await post(`sha256=${hash}`, VECTOR.wire, vectorHost)).toMatchObject(REFUSED);
  });
});

describe("defect 17: without the header it crashes, with a wrong one it answers 500", () => {
  test.each([null, "", "x", "sha256", "sha256=", "sha256=0", "=", "sha256=é"])(
    "the header %j is a refusal like any other",
    async (header) => {
      expect(await post(header)).toMatchObject(REFUSED);
    },
  );
});

describe("defect 18: the refusal repeats body and signature", () => {
  test("nothing of either comes back", async () => {
    const header = signature("another body", secret);
    const answer = await post(header, '{"object":"<script>told</script>"}');
    expect(answer).toMatchObject(REFUSED);
    expect(JSON.stringify(answer)).not.toMatch(/script|told/);
    expect(JSON.stringify(answer)).not.toContain(header);
  });
});

describe("defect 19: the HMAC is of re-serialised JSON", () => {
  test.each([
    ["letters", String.raw`\u00e4`],
    ["upper-case hex", String.raw`\u00E4`],
    ["an emoji", String.raw`\ud83d\ude00`],
    ["a slash", String.raw`https:\/\/x.test\/`],
    ["a line separator", String.raw`\u2028`],
    ["ASCII that needs no escape", String.raw`\u0061`],
    ["letters as they are", "Zoë"],
  ])("%s: the bytes on the wire count", async (_what, text) => {
    const wire = `{"object": "page", "entry":[{"id":"1","messaging":[{"message":{"mid":"m_1","text":"${text}"}}]}]}`;
    const respelled = JSON.stringify(JSON.parse(wire));
    expect(await post(signature(respelled, secret), wire)).toMatchObject(REFUSED);
    expect((await post(signature(wire, secret), wire)).status).toBe(200);
    const [row] =
      await product.sql`select payload #>> '{message,text}' as text from webhook_events`;
    expect(row?.text).toBe(JSON.parse(`"${text}"`));
  });
});

describe("defect 21: the header names the hash function", () => {
  test.each(["sha1", "md5", "sha224", "sha384", "sha512", "sha512-256", "sha3-256", "RSA-SHA256"])(
    "%s is refused, although it is right",
    async (hash) => {
      expect(await post(signature(BODY, secret, hash))).toMatchObject(REFUSED);
      expect(await countEvents()).toBe(0);
    },
  );
});

describe("defect 22: no token is compared, no signature needed, and a bad one gets a 200", () => {
  test("each is refused by its own status", async () => {
    expect((await verify({ "hub.verify_token": null }))[0]).toBe(403);
    expect((await verify({ "hub.verify_token": "" }))[0]).toBe(403);
    expect((await post(null)).status).toBe(401);
    expect((await post(`sha256=${"0".repeat(64)}`)).status).toBe(401);
    expect(await countEvents()).toBe(0);
  });
});
