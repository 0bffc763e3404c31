import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTokenBox, type EncryptionKey, keyIdOf, SealedTokenError } from "./token-box.ts";

const makeKey = (kid: string): EncryptionKey => ({ kid, key: randomBytes(32) });
const oldKey = makeKey("k1");
const newKey = makeKey("k2");
const box = createTokenBox([oldKey]);

const cell = { table: "crm_channels", column: "page_access_token", row: "channel-1" };
const TOKEN = "EAAexampletoken";

test("what was sealed opens again, and the seal shows nothing of it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), async (token) => {
      expect(await box.open(await box.seal(token, cell), cell)).toBe(token);
    }),
  );
  expect(await box.seal(TOKEN, cell)).not.toContain(TOKEN);
});

test("the same token is sealed in other words each time", async () => {
  expect(await box.seal(TOKEN, cell)).not.toBe(await box.seal(TOKEN, cell));
});

describe("opens nowhere but in its own cell", () => {
  test.each([
    { ...cell, row: "channel-2" },
    { ...cell, column: "other_token" },
    { ...cell, table: "facebook_accounts" },
  ])("%j", async (other) => {
    await expect(box.open(await box.seal(TOKEN, cell), other)).rejects.toThrow(SealedTokenError);
  });
});

test("any flipped bit is noticed", async () => {
  const parts = (await box.seal(TOKEN, cell)).split(".");
  const segments = [0, 2, 3, 4];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...segments), fc.nat(), async (segment, position) => {
      const bytes = Buffer.from(parts[segment] ?? "", "base64url");
      const bit = position % (bytes.length * 8);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const changed = parts.with(segment, bytes.toString("base64url")).join(".");
      await expect(box.open(changed, cell)).rejects.toThrow(SealedTokenError);
    }),
  );
});

test("a truncated tag is noticed, and so is one that lacks altogether", async () => {
  const parts = (await box.seal(TOKEN, cell)).split(".");
  const tag = Buffer.from(parts[4] ?? "", "base64url");
  expect(tag).toHaveLength(16);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 15 }), async (length) => {
      const changed = parts.with(4, tag.subarray(0, length).toString("base64url")).join(".");
      await expect(box.open(changed, cell)).rejects.toMatchObject({
        code: "crypto.token-unreadable",
      });
    }),
  );
});

test("in no other cell whatsoever a ciphertext opens", async () => {
  const name = fc.string({ unit: "grapheme", maxLength: 40 });
  const sealed = await box.seal(TOKEN, cell);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom("table", "column", "row"), name, async (part, other) => {
      fc.pre(other !== cell[part as keyof typeof cell]);
      await expect(box.open(sealed, { ...cell, [part]: other })).rejects.toMatchObject({
        code: "crypto.token-unreadable",
      });
    }),
  );
});

test("the key is named by the whole ciphertext and by its first segment; by nothing else", async () => {
  const sealed = await box.seal(TOKEN, cell);
  expect(keyIdOf(sealed)).toBe("k1");
  expect(keyIdOf(sealed.split(".")[0] ?? "")).toBe("k1");
  await fc.assert(
    fc.property(fc.string(), (text) => {
      expect(keyIdOf(text)).toBeNull();
    }),
  );
});

test("what is no seal at all is refused in the same way", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), async (text) => {
      await expect(box.open(text, cell)).rejects.toThrow(SealedTokenError);
    }),
  );
  await expect(box.open(TOKEN, cell)).rejects.toThrow(SealedTokenError);
});

describe("a rotation", () => {
  const during = createTokenBox([newKey, oldKey]);
  const after = createTokenBox([newKey]);

  test("old seals still open, new ones are made with the new key", async () => {
    const old = await box.seal(TOKEN, cell);
    expect(await during.open(old, cell)).toBe(TOKEN);
    expect(await after.open(await during.seal(TOKEN, cell), cell)).toBe(TOKEN);
  });

  test("a key that is gone is named, and the token is not shown", async () => {
    const error: unknown = await after
      .open(await box.seal(TOKEN, cell), cell)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SealedTokenError);
    expect(error).toMatchObject({
      code: "crypto.key-missing",
      remedy: "reconnect",
      message: expect.stringContaining('"k1"'),
    });
  });

  test("another key under the same name opens nothing", async () => {
    const imposter = createTokenBox([makeKey("k1")]);
    await expect(imposter.open(await box.seal(TOKEN, cell), cell)).rejects.toThrow(
      SealedTokenError,
    );
  });
});
