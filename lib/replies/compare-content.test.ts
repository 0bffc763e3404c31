import { expect, test } from "vitest";
import { compareContent, type Said } from "./compare-content.ts";

const says = (text: string | null, ...attachments: object[]): Said => ({ text, attachments });
const image = { type: "image", payload: { url: "https://x.test/1.png" } };
const file = { type: "file", payload: { url: "https://x.test/1.pdf" } };
const cards = { type: "template", payload: { template_type: "generic" } };
const listedImage = { id: "1", image_data: { url: "https://x.test/2" } };
const listedFile = { id: "1", mime_type: "application/pdf", file_url: "https://x.test/2" };

test.each([
  ["the same words", says("Hi  there"), says("Hi there"), "same"],
  ["words with a preview of their link", says("Hi"), says("Hi", { type: "fallback" }), "same"],
  ["other words", says("Hi"), says("Ho"), "other"],
  ["words and a file", says("Hi"), says(null, image), "other"],
  ["an image and its echo", says(null, image), says(null, image), "same"],
  ["an image and its entry in the list", says(null, image), says("", listedImage), "same"],
  ["an image and a file", says(null, image), says(null, listedFile), "other"],
  ["a file and its entry in the list", says(null, file), says(null, listedFile), "same"],
  [
    "a voice message that is listed as a video",
    says(null, file),
    says(null, { video_data: {} }),
    "same",
  ],
  ["one image and two", says(null, image), says(null, image, image), "other"],
  ["an image and words", says(null, image), says("Hi"), "other"],
  [
    "an image and something that Meta does not show any more",
    says(null, image),
    says(null),
    "unclear",
  ],
  ["an image and what nobody knows", says(null, image), says(null, {}), "same"],
  ["cards and their echo", says("Shoe", cards), says(null, cards), "same"],
  ["cards by their words", says("Shoe", cards), says("Shoe"), "same"],
  ["cards and other words", says("Shoe", cards), says("A card"), "unclear"],
  ["cards and nothing at all", says("Shoe", cards), says(null), "unclear"],
] as const)("%s", (_what, ours, shown, verdict) => {
  expect(compareContent(ours, shown)).toBe(verdict);
});
