import fc from "fast-check";
import { expect, test } from "vitest";
import { conversationIdOf } from "./conversation-id.ts";

const CHANNEL = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

/**
 * printf %s 6ba7b810-9dad-11d1-80b4-00c04fd430c83f2504e0-4f89-41d3-9a0c-0305e82c33017001 | sha1sum
 * gives da59111942153686b5adef865a9efcf6afdb8c6a.
 */
test("is what dm-voice-agent computes", () => {
  expect(conversationIdOf(CHANNEL, "7001")).toBe("da591119-4215-5686-b5ad-ef865a9efcf6");
});

test("the channel's id counts letter for letter", () => {
  expect(conversationIdOf(CHANNEL.toUpperCase(), "7001")).not.toBe(
    conversationIdOf(CHANNEL, "7001"),
  );
});

test("has the form of a UUID of version 5, whatever the ids", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string(), (channelId, userId) => {
      expect(conversationIdOf(channelId, userId)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/,
      );
    }),
  );
});
