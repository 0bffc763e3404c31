import { expect, test } from "vitest";
import { attachmentTypeOf } from "./upload-types.ts";

test.each([
  ["image/png", "image", "image"],
  ["image/jpeg; charset=binary", "image", "image"],
  ["image/webp", "file", null],
  ["audio/mpeg", "audio", null],
  ["audio/mp4", "audio", "audio"],
  ["VIDEO/MP4", "video", "video"],
  ["application/pdf", "file", "file"],
  ["application/zip", "file", null],
  ["", null, null],
  ["nonsense", null, null],
])("%j is %s on Messenger and %s on Instagram", (mediaType, messenger, instagram) => {
  expect(attachmentTypeOf(mediaType, "facebook")).toBe(messenger);
  expect(attachmentTypeOf(mediaType, "instagram")).toBe(instagram);
});
