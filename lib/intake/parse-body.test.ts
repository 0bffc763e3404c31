import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseBody } from "./parse-body.ts";

const parse = (text: string) => parseBody(Buffer.from(text));
const UNREADABLE = { value: undefined, isFaithful: false };

/** What PostgreSQL's jsonb refuses. */
const isStorable = (json: string) => !/\\u0000|\\ud[89a-f]/i.test(json);

/** Whole numbers that long become text; see "numbers" below. */
const hasLongNumber = (text: string) => /(?<![.\d])\d{16}/.test(text);

test("any JSON is read as JavaScript reads it, and can be stored", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      fc.pre(!hasLongNumber(text));
      const { value } = parse(text);
      expect(value).toEqual(JSON.parse(text));
      expect(isStorable(JSON.stringify(value))).toBe(true);
    }),
  );
});

test("any text inside can be stored; what is faithful is unchanged", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const given = { [text]: [text] };
      const { value, isFaithful } = parse(JSON.stringify(given));
      expect(isStorable(JSON.stringify(value))).toBe(true);
      if (isFaithful) expect(value).toEqual(given);
      else expect(text).toMatch(/\0|\p{Surrogate}/u);
    }),
  );
});

describe("escapes", () => {
  test("Meta's own: letters, emoji and slashes", () => {
    expect(parse(String.raw`{"text":"\u00e4\u00f6 \ud83d\ude00 https:\/\/x.test\/"}`)).toEqual({
      value: { text: "äö 😀 https://x.test/" },
      isFaithful: true,
    });
  });

  test.each([
    ["NUL in a text", String.raw`{"text":"a\u0000b"}`, { text: "a\ufffdb" }],
    ["NUL in a key", String.raw`{"a\u0000":1}`, { "a\ufffd": 1 }],
    ["half an emoji", String.raw`{"text":"\ud83d!"}`, { text: "\ufffd!" }],
    ["the other half", String.raw`["\uDE00"]`, ["\ufffd"]],
    ["halves the wrong way round", String.raw`["\ude00\ud83d"]`, ["\ufffd\ufffd"]],
  ])("%s is replaced, and the bytes are to be kept", (_what, text, value) => {
    expect(parse(text)).toEqual({ value, isFaithful: false });
  });

  test("a backslash that only looks like an escape stays", () => {
    expect(parse(String.raw`["\\u0000 \\ud800"]`)).toEqual({
      value: ["\\u0000 \\ud800"],
      isFaithful: true,
    });
  });
});

describe("numbers", () => {
  test.each([
    ["an Instagram id", "17841405822304914", "17841405822304914"],
    ["an id of 20 digits", "17841405822304914123", "17841405822304914123"],
    ["a negative one", "-17841405822304914123", "-17841405822304914123"],
    ["the first that does not fit", "9007199254740992", "9007199254740992"],
  ])("%s keeps its digits as a string", (_what, digits, value) => {
    expect(parse(`{"sender":{"id":${digits}}}`)).toEqual({
      value: { sender: { id: value } },
      isFaithful: true,
    });
    expect(parse(`[ ${digits}]`).value).toEqual([value]);
    expect(parse(digits).value).toBe(value);
  });

  test.each(["1790000000123", "9007199254740991", "-5", "0.5", "1e3"])("%s stays a number", (n) => {
    expect(parse(`{"n":${n}}`)).toEqual({ value: { n: Number(n) }, isFaithful: true });
  });

  test("long digits inside a text stay as they are", () => {
    const text = '{"text":"call 17841405822304914123","id":1}';
    expect(parse(text)).toEqual({ value: JSON.parse(text), isFaithful: true });
  });

  test.each(["1e400", "1E+100000", "-1e999", "9e0400"])(
    "%s holds no value of ours, so the bytes are to be kept",
    (number) => {
      expect(parse(`{"timestamp":${number}}`).isFaithful).toBe(false);
      expect(parse(`{"timestamp":${number},"text":"\\ud83d\\ude00"}`).isFaithful).toBe(false);
    },
  );
});

describe("bytes that are not JSON", () => {
  test.each([
    ["nothing", ""],
    ["a word", "hello"],
    ["a form", "a=1&b=2"],
    ["half an object", '{"object":"page"'],
    ["two objects", "{}{}"],
    ["a bare line break in a text", '{"a":"\n"}'],
    ["a byte order mark before it", "\ufeff{}"],
  ])("%s is unreadable", (_what, text) => {
    expect(parse(text)).toEqual(UNREADABLE);
  });

  test.each([
    ["a lone 0xff", [0x22, 0xff, 0x22]],
    ["an overlong slash", [0x22, 0xc0, 0xaf, 0x22]],
    ["a surrogate written as UTF-8", [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ["UTF-16", [0x7b, 0x00, 0x7d, 0x00]],
  ])("%s is unreadable", (_what, bytes) => {
    expect(parseBody(new Uint8Array(bytes))).toEqual(UNREADABLE);
  });

  test("whatever the bytes are, reading never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(parseBody(bytes)).toHaveProperty("isFaithful");
      }),
    );
  });
});

describe("size and depth", () => {
  test.each(["[", '{"a":'])("a million times %j is unreadable", (opening) => {
    expect(parse(opening.repeat(1_000_000))).toEqual(UNREADABLE);
    expect(parse("[".repeat(1_000_000) + "]".repeat(1_000_000))).toEqual(UNREADABLE);
  });

  test("64 levels are read, 65 are not", () => {
    expect(parse("[".repeat(64) + "]".repeat(64)).value).toBeDefined();
    expect(parse("[".repeat(65) + "]".repeat(65))).toEqual(UNREADABLE);
  });

  test("brackets and quotes inside a text are not levels", () => {
    const text = `${'["{['.repeat(50)} \\" \\\\`;
    const body = JSON.stringify({ text });
    expect(parse(body)).toEqual({ value: { text }, isFaithful: true });
  });

  test("100,000 keys and 200,000 items are read", () => {
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, at]));
    const body = { wide, long: Array.from({ length: 200_000 }, () => "\u0000") };
    expect(parse(JSON.stringify(body))).not.toEqual(UNREADABLE);
  });
});

describe("keys", () => {
  test("of two equal ones the last wins, as in jsonb", () => {
    expect(parse('{"id":"A","id":"B"}').value).toEqual({ id: "B" });
  });

  test.each(["", "\\u0000"])("names of JavaScript's own stay plain data (%j)", (more) => {
    const text = `{"__proto__":{"admin":true},"constructor":1,"toString":2,"x":"${more}"}`;
    const { value } = parse(text);
    expect(Object.keys(value as object)).toEqual(["__proto__", "constructor", "toString", "x"]);
    expect((value as { admin?: unknown }).admin).toBeUndefined();
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });
});
