import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { EVENT_KINDS } from "#lib/intake/event-kind.ts";
import { type HeaderPairs, postBytes, signature } from "#tests/support/post-bytes.ts";
import { type Product, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";
import { startWebhookHost, WEBHOOK_HOSTS, type WebhookHost } from "#tests/support/webhook-host.ts";

const MIB = 1024 * 1024;

let product: Product;
let secret: string;
beforeAll(async () => {
  product = await startProduct();
  secret = product.needs.settings.FACEBOOK_APP_SECRET[0];
});
afterAll(() => product.stop());
beforeEach(() => product.sql`delete from webhook_events`);

type Row = { event_type: string; status: string; page_id: string | null; sender_id: string | null };
const rows = () => product.sql<(Row & { raw: Buffer | null; payload: unknown })[]>`
  select event_type, status, page_id, sender_id, raw, payload from webhook_events order by seq`;

/** A frame of a page that nobody serves, with these raw texts as its `messaging[]`. */
const frameOf = (...events: string[]) =>
  `{"object":"page","entry":[{"id":"990001","time":1790000000000,"messaging":[${events.join(",")}]}]}`;
const eventOf = (more: string) =>
  `{"sender":{"id":"7001"},"recipient":{"id":"990001"},"timestamp":1790000000000${more}}`;

describe("Meta's verification", () => {
  let host: WebhookHost;
  beforeAll(async () => {
    host = await startWebhookHost("node");
  });
  afterAll(() => host.close());

  const token = () => product.needs.settings.FB_WEBHOOK_VERIFY_TOKEN[0];
  const ask = (query: string, address = "192.0.2.1") =>
    fetch(`${host.url}?${query.replaceAll("TOKEN", encodeURIComponent(token()))}`, {
      headers: { "x-forwarded-for": address },
    });
  const RIGHT = "hub.mode=subscribe&hub.verify_token=TOKEN&hub.challenge=1158201444";

  test("gets its challenge back, as plain text", async () => {
    const answer = await ask(RIGHT);
    expect([answer.status, await answer.text()]).toEqual([200, "1158201444"]);
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test.each([
    ["nothing", ""],
    ["no mode", RIGHT.replace("hub.mode=subscribe&", "")],
    ["another mode", RIGHT.replace("subscribe", "unsubscribe")],
    ["the mode twice", `${RIGHT}&hub.mode=subscribe`],
    ["a wrong token", RIGHT.replace("TOKEN", "wrong")],
    ["the token and more", RIGHT.replace("TOKEN", "TOKENx")],
    ["the token as a list", RIGHT.replace("verify_token=", "verify_token[]=")],
    ["no token", RIGHT.replace("&hub.verify_token=TOKEN", "")],
    ["an empty token", RIGHT.replace("TOKEN", "")],
    ["bytes that are no text", RIGHT.replace("TOKEN", "%E0%A4%A")],
    ["no challenge", RIGHT.replace("&hub.challenge=1158201444", "")],
    ["a challenge twice", `${RIGHT}&hub.challenge=2`],
    ["a challenge as a list", RIGHT.replace("challenge=", "challenge[]=")],
    ["markup as challenge", RIGHT.replace("1158201444", "%3Cscript%3Ealert(1)%3C/script%3E")],
    ["header lines as challenge", RIGHT.replace("1158201444", "1%0D%0Aset-cookie:%20a=b")],
    ["10 kB as challenge", RIGHT.replace("1158201444", "1".repeat(10_000))],
  ])("%s is refused, and nothing of it comes back", async (_what, query) => {
    const answer = await ask(query);
    expect([answer.status, await answer.text()]).toEqual([403, "Forbidden"]);
    expect(answer.headers.get("set-cookie")).toBeNull();
  });

  test("who guesses is stopped; Meta is not, nor are deliveries", async () => {
    const wrong = RIGHT.replace("TOKEN", "a-guess-of-enough-characters");
    const guesses = Array.from({ length: 200 }, () => ask(wrong, "192.0.2.66"));
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([403, 429]));
    expect((await ask(RIGHT, "192.0.2.66")).status).toBe(200);
    const body = frameOf(eventOf(""));
    const signed: HeaderPairs = [
      ["x-hub-signature-256", signature(body, secret)],
      ["x-forwarded-for", "192.0.2.66"],
    ];
    expect((await postBytes(host.url, body, signed)).status).toBe(200);
  });
});

describe.each(WEBHOOK_HOSTS)("a delivery to the %s host", (kind) => {
  let host: WebhookHost;
  beforeAll(async () => {
    host = await startWebhookHost(kind);
  });
  afterAll(() => host.close());

  const post = (body: string | Uint8Array, headers: HeaderPairs = []) =>
    postBytes(host.url, body, headers);
  const postSigned = (body: string | Uint8Array, headers: HeaderPairs = []) =>
    post(body, [["x-hub-signature-256", signature(body, secret)], ...headers]);

  const BODY = frameOf(eventOf(',"message":{"mid":"m_1","text":"\\u00e4 https:\\/\\/x.test\\/"}'));
  const right = () => signature(BODY, secret);
  const digits = () => right().slice("sha256=".length);
  const headerOf = (value: string): HeaderPairs => [["x-hub-signature-256", value]];

  describe("is refused with a fixed word and leaves nothing behind", () => {
    test.each<[string, () => HeaderPairs]>([
      ["no signature", () => []],
      ["an empty one", () => headerOf("")],
      ["its name alone", () => headerOf("sha256=")],
      ["63 digits", () => headerOf(right().slice(0, -1))],
      ["65 digits", () => headerOf(`${right()}0`)],
      ["upper-case digits", () => headerOf(`sha256=${digits().toUpperCase()}`)],
      ["an upper-case name", () => headerOf(`SHA256=${digits()}`)],
      ["no name", () => headerOf(digits())],
      ["what is not hex", () => headerOf(`sha256=${"z".repeat(64)}`)],
      ["base64", () => headerOf(`sha256=${Buffer.from(digits(), "hex").toString("base64")}`)],
      ["SHA-1 only", () => [["x-hub-signature", signature(BODY, secret, "sha1")]]],
      ["SHA-1 under the other's header", () => headerOf(signature(BODY, secret, "sha1"))],
      ["SHA-512", () => headerOf(signature(BODY, secret, "sha512"))],
      [
        "two, the second one right",
        () => [...headerOf(`sha256=${"0".repeat(64)}`), ...headerOf(right())],
      ],
      ["two that are both right", () => [...headerOf(right()), ...headerOf(right())]],
      ["another body's", () => headerOf(signature(`${BODY} `, secret))],
      [
        "the re-serialised body's",
        () => headerOf(signature(JSON.stringify(JSON.parse(BODY)), secret)),
      ],
      ["one by another secret", () => headerOf(signature(BODY, `${secret}x`))],
      ["one by an empty secret", () => headerOf(signature(BODY, ""))],
    ])("%s", async (_what, headers) => {
      const answer = await post(BODY, headers());
      expect([answer.status, answer.text]).toEqual([401, "Invalid signature"]);
      expect(JSON.stringify(answer.headers)).not.toContain(digits());
      expect(await rows()).toEqual([]);
    });

    test("a thousand of them at once, while what Meta signed comes through", async () => {
      const forged = Array.from({ length: 1_000 }, () =>
        post(BODY, headerOf(`sha256=${"0".repeat(64)}`)),
      );
      const real = Array.from({ length: 20 }, (_, at) =>
        postSigned(frameOf(eventOf(`,"message":{"mid":"m_real_${at}","text":"x"}`))),
      );
      const statuses = (await Promise.all(forged)).map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set([401]));
      expect(new Set((await Promise.all(real)).map(({ status }) => status))).toEqual(
        new Set([200]),
      );
      expect(await rows()).toHaveLength(20);
    });
  });

  describe("larger than 5 MiB is refused", () => {
    const large = Buffer.alloc(5 * MIB + 1, " ");
    test.each<[string, HeaderPairs]>([
      ["announced", [["content-length", String(large.length)]]],
      ["in chunks", []],
    ])("%s, although Meta signed it", async (_how, headers) => {
      const answer = await postSigned(large, headers);
      expect([answer.status, JSON.parse(answer.text).code]).toEqual([413, "too_large"]);
      expect(await rows()).toEqual([]);
    });

    test("exactly 5 MiB is taken", async () => {
      const body = frameOf(eventOf(""));
      const padded = body + " ".repeat(5 * MIB - body.length);
      expect((await postSigned(padded)).status).toBe(200);
      expect(await rows()).toHaveLength(1);
    });
  });

  test("whatever JSON stands in Meta's frame is stored, answered, and done with", async () => {
    const event = fc.oneof(
      fc.jsonValue(),
      fc.record({ sender: fc.jsonValue(), message: fc.jsonValue(), timestamp: fc.jsonValue() }),
      fc.dictionary(fc.constantFrom(...EVENT_KINDS, "sender", "recipient"), fc.jsonValue()),
    );
    await fc.assert(
      fc.asyncProperty(event, async (value) => {
        await product.sql`delete from webhook_events`;
        const answer = await postSigned(frameOf(JSON.stringify(value)));
        expect([answer.status, answer.text]).toEqual([200, "EVENT_RECEIVED"]);
        expect(await rows()).toHaveLength(1);
        await until("it is done with", async () =>
          (await rows()).every(({ status }) => ["processed", "ignored"].includes(status)),
        );
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  describe("is taken whatever it says its content is", () => {
    test.each<[string, HeaderPairs]>([
      ["nothing", []],
      ["text", [["content-type", "text/plain"]]],
      ["a form", [["content-type", "multipart/form-data; boundary=x"]]],
      ["what is no type", [["content-type", "\u00ff;;"]]],
    ])("%s", async (_what, headers) => {
      expect((await postSigned(BODY, headers)).status).toBe(200);
      expect((await post(BODY, headers)).status).toBe(401);
      expect(await rows()).toMatchObject([{ event_type: "message", sender_id: "7001" }]);
    });

    test("what says that it is packed is kept as it came, and never unpacked", async () => {
      const bomb = gzipSync(Buffer.alloc(50 * MIB));
      expect((await postSigned(bomb, [["content-encoding", "gzip"]])).status).toBe(200);
      expect(await rows()).toMatchObject([{ event_type: "unparsed", raw: bomb }]);
    });
  });

  test.each<[string, string | Uint8Array]>([
    ["nothing at all", ""],
    ["null", "null"],
    ["a list", "[]"],
    ["a text", '"x"'],
    ["a number", "42"],
    ["what is not JSON", "a=1&b=2"],
    ["half of it", frameOf(eventOf("")).slice(0, 60)],
    ["a byte order mark before it", Buffer.from(`\ufeff${frameOf(eventOf(""))}`)],
    ["bytes that are no UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ["no entries", '{"object":"page"}'],
    ["entries that are no list", '{"object":"page","entry":{}}'],
    ["an empty list of entries", '{"object":"page","entry":[]}'],
    ["a million brackets", "[".repeat(1e6)],
    ["a million objects in each other", '{"a":'.repeat(1e6)],
    ["a list of 200,000", `{"object":"page","entry":[${Array(200_000).fill("1").join()}]}`],
  ])("signed, %s is kept for a person to look at", async (_what, body) => {
    const answer = await postSigned(body);
    expect([answer.status, answer.text]).toEqual([200, "EVENT_RECEIVED"]);
    const [row, ...others] = await rows();
    expect(others).toEqual([]);
    expect(row).toMatchObject({ event_type: "unparsed", status: "ignored" });
    // Whoever looks sees all that came: in the payload, or where that cannot hold it in the bytes.
    if (row?.raw === null) expect(row.payload).toEqual(JSON.parse(body.toString()));
    else expect(row?.raw).toEqual(Buffer.from(body));
    await until("somebody is told", async () => {
      const alerts = await product.sql`
        select 1 from alerts where kind = 'intake.unparsed' and closed_at is null`;
      return alerts.length === 1;
    });
  });

  const GOOD = eventOf(',"message":{"mid":"m_good","text":"hi"}');
  test.each<[string, string, Partial<Row>]>([
    ["null", "null", { event_type: "unknown", sender_id: null }],
    ["a text", '"x"', { event_type: "unknown" }],
    ["a list", "[[]]", { event_type: "unknown" }],
    ["nothing", "{}", { event_type: "unknown" }],
    ["nobody", '{"message":{"mid":"m_x","text":"hi"}}', { event_type: "message", sender_id: null }],
    ["a message that is a text", eventOf(',"message":"hi"'), { event_type: "unknown" }],
    [
      "100,000 keys",
      eventOf(`,"wide":{${Array.from({ length: 1e5 }, (_, at) => `"k${at}":1`).join()}}`),
      { event_type: "unknown" },
    ],
    [
      "names of JavaScript's own",
      eventOf(',"__proto__":{"admin":true,"message":{}},"constructor":1,"toString":2'),
      { event_type: "unknown" },
    ],
    [
      "an id twice",
      '{"sender":{"id":"A","id":"B"},"read":{"watermark":1}}',
      { event_type: "read", sender_id: "B" },
    ],
    [
      "an id that no double holds",
      '{"sender":{"id":17841405822304914123},"read":{"watermark":1}}',
      { sender_id: "17841405822304914123" },
    ],
    [
      "an id that is an object",
      '{"sender":{"id":{"$ne":1}},"read":{"watermark":1}}',
      { sender_id: null },
    ],
    [
      "an id of 10 kB",
      `{"sender":{"id":"${"7".repeat(10_000)}"},"read":{"watermark":1}}`,
      { sender_id: null },
    ],
    [
      "a number beyond all numbers",
      '{"sender":{"id":"7"},"read":{"watermark":1e100000}}',
      { event_type: "read" },
    ],
    [
      "100,000 digits",
      `{"sender":{"id":"7"},"read":{"watermark":${"9".repeat(100_000)}}}`,
      { event_type: "read" },
    ],
    [
      "NUL in a key",
      '{"sender":{"id":"7"},"a\\u0000b":1,"read":{"watermark":1}}',
      { event_type: "read" },
    ],
    [
      "half an emoji",
      '{"sender":{"id":"7"},"message":{"mid":"m_h","text":"\\ud83d"}}',
      { event_type: "message" },
    ],
    [
      "NUL for an id",
      '{"sender":{"id":"\\u0000"},"message":{"mid":"\\u0000","text":""}}',
      { sender_id: "\ufffd" },
    ],
    [
      "a message id of 10 kB",
      eventOf(`,"message":{"mid":"${"m".repeat(10_000)}"}`),
      { event_type: "message" },
    ],
    [
      "a message id with quotes",
      eventOf(`,"message":{"mid":"\\"';-- $1 %s"}`),
      { event_type: "message" },
    ],
    [
      "an echo by a word",
      eventOf(',"message":{"mid":"m_e","is_echo":"true"}'),
      { event_type: "message_echo" },
    ],
    [
      "an echo by a number",
      eventOf(',"message":{"mid":"m_e","is_echo":1}'),
      { event_type: "message_echo" },
    ],
  ])("signed, %s among the events costs the good one nothing", async (_what, odd, expected) => {
    const body = frameOf(odd, GOOD);
    expect((await postSigned(body)).status).toBe(200);
    expect(await rows()).toMatchObject([
      { page_id: "990001", ...expected },
      { page_id: "990001", event_type: "message", sender_id: "7001" },
    ]);
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });

  test.each(["{}", "null", "1", '"x"', '{"id":"1"}', '{"id":{},"messaging":"x","changes":7}'])(
    "signed, the entry %s costs its neighbours nothing",
    async (odd) => {
      const [, entry] = /"entry":\[(.*)\]\}$/.exec(frameOf(GOOD)) ?? [];
      expect((await postSigned(`{"object":"page","entry":[${odd},${entry}]}`)).status).toBe(200);
      expect(await rows()).toMatchObject([{ event_type: "unknown" }, { event_type: "message" }]);
    },
  );

  test("what is said twice holds the same for us and for PostgreSQL", async () => {
    await postSigned(frameOf('{"sender":{"id":"7"},"read":{"watermark":1,"watermark":2}}'));
    const [row] = await product.sql`
      select payload #>> '{read,watermark}' as ours,
        ('{"watermark":1,"watermark":2}'::jsonb) ->> 'watermark' as theirs from webhook_events`;
    expect(row).toEqual({ ours: "2", theirs: "2" });
  });

  test.each([
    ["page", "facebook"],
    ["instagram", "instagram"],
    ["whatsapp_business_account", "whatsapp_business_account"],
    ["user", "user"],
    ["x".repeat(10_000), "x".repeat(50)],
  ])("the object %.30s is kept", async (object, platform) => {
    expect((await postSigned(frameOf(GOOD).replace('"page"', `"${object}"`))).status).toBe(200);
    expect(await product.sql`select platform from webhook_events`).toEqual([{ platform }]);
  });

  test("a thousand copies of one message in one delivery are one event", async () => {
    expect((await postSigned(frameOf(...Array<string>(1_000).fill(GOOD)))).status).toBe(200);
    expect(await rows()).toHaveLength(1);
  });

  test("the same delivery again changes nothing, however often", async () => {
    for (let at = 0; at < 3; at += 1) expect((await postSigned(frameOf(GOOD))).status).toBe(200);
    expect(await rows()).toHaveLength(1);
  });
});
