import { describe, expect, test } from "vitest";
import { checkContent } from "./check-content.ts";
import { contentWords } from "./content-words.ts";
import { type Button, type Content, contentSchema } from "./outgoing-content.ts";

const URL_OF_IMAGE = "https://example.test/1.png";
const postback: Button = { type: "postback", title: "Yes", payload: "YES" };
const replies = (count: number, change: object = {}) =>
  Array.from({ length: count }, () => ({ title: "Yes", payload: "YES", ...change }));
const ask = (count: number, change: object = {}) => ({
  text: "?",
  quick_replies: replies(count, change),
});
const card = (change: object = {}) => ({ title: "Shoe", subtitle: "Blue", ...change });
const generic = (...elements: object[]) => ({
  template: { template_type: "generic", elements },
});
const buttons = (list: object[], text = "Which?") => ({
  template: { template_type: "button", text, buttons: list },
});
const media = (element: object) => ({
  template: { template_type: "media", elements: [{ media_type: "image", ...element }] },
});

const parse = (input: object): Content => contentSchema.parse(input);
const problems = (input: object, platform: "facebook" | "instagram" = "facebook") =>
  checkContent(parse(input), platform).map(({ field, code }) => `${field} ${code}`);

describe("Meta takes", () => {
  test.each([
    ["a text", { text: "Hi" }],
    ["13 quick replies with titles of 20", ask(13, { title: "ж".repeat(20) })],
    ["a payload of 1,000", ask(1, { payload: "x".repeat(1_000) })],
    ["a quick reply without a payload, which is its title then", ask(1, { payload: undefined })],
    ["an image by its address", { attachment: { type: "image", url: URL_OF_IMAGE } }],
    ["a file by its id", { attachment: { type: "file", attachment_id: "123" } }],
    ["several images", { images: [{ url: URL_OF_IMAGE }, { attachment_id: "1" }] }],
    [
      "three buttons under 640 characters",
      buttons([postback, postback, postback], "x".repeat(640)),
    ],
    ["ten cards", generic(...Array.from({ length: 10 }, () => card({ title: "x".repeat(80) })))],
    ["a text of many messages", { text: "word ".repeat(1_000) }],
  ])("%s, on both platforms", (_what, input) => {
    expect([problems(input), problems(input, "instagram")]).toEqual([[], []]);
  });

  test.each([
    ["an image of Facebook's as a card", media({ url: "https://www.facebook.com/photo/1" })],
    ["a phone number to tap", ask(1, { content_type: "user_phone_number", title: undefined })],
  ])("%s, on Messenger only", (_what, input) => {
    expect(problems(input)).toEqual([]);
    expect(problems(input, "instagram")).toEqual([expect.stringContaining("not_on_instagram")]);
  });
});

test.each([
  ["nothing", {}, ["text empty"]],
  ["blanks", { text: " \n" }, ["text empty"]],
  ["a novel", { text: "word ".repeat(10_000) }, ["text too_many_messages"]],
  ["14 quick replies", ask(14), ["quick_replies too_many"]],
  ["a long title", ask(1, { title: "x".repeat(21) }), ["quick_replies.0.title too_long"]],
  ["no title", ask(1, { title: " " }), ["quick_replies.0.title missing"]],
  ["a long payload", ask(1, { payload: "x".repeat(1_001) }), ["quick_replies.0.payload too_long"]],
  [
    "an icon by http",
    ask(1, { image_url: "http://x.test" }),
    ["quick_replies.0.image_url not_https"],
  ],
  [
    "quick replies under an image",
    { attachment: { type: "image", url: URL_OF_IMAGE }, quick_replies: replies(1) },
    ["quick_replies needs_text"],
  ],
  [
    "a file by http",
    { attachment: { type: "file", url: "http://x.test/1.pdf" } },
    ["attachment.url not_https"],
  ],
  [
    "credentials",
    { attachment: { type: "file", url: "https://a:b@x.test" } },
    ["attachment.url not_https"],
  ],
  ["no address", { attachment: { type: "file", url: "1.pdf" } }, ["attachment.url not_https"]],
  ["no source", { images: [{}] }, ["images.0 one_source"]],
  [
    "two sources",
    { attachment: { type: "image", url: URL_OF_IMAGE, attachment_id: "1" } },
    ["attachment one_source"],
  ],
  ["no buttons", buttons([]), ["template.buttons missing"]],
  [
    "four buttons",
    buttons(Array.from({ length: 4 }, () => postback)),
    ["template.buttons too_many"],
  ],
  [
    "buttons under 641 characters",
    buttons([postback], "x".repeat(641)),
    ["template.text too_long"],
  ],
  [
    "a button with everything wrong",
    buttons([{ ...postback, title: "x".repeat(21), payload: "" }]),
    ["template.buttons.0.title too_long", "template.buttons.0.payload missing"],
  ],
  [
    "a link that is none",
    buttons([{ type: "web_url", title: "Shop", url: "javascript:alert(1)" }]),
    ["template.buttons.0.url not_https"],
  ],
  ["no cards", generic(), ["template.elements missing"]],
  [
    "11 cards",
    generic(...Array.from({ length: 11 }, () => card())),
    ["template.elements too_many"],
  ],
  ["a card with a title only", generic({ title: "Shoe" }), ["template.elements.0 bare_card"]],
  [
    "a card with long words",
    generic({ title: "x".repeat(81), subtitle: "x".repeat(81) }),
    ["template.elements.0.title too_long", "template.elements.0.subtitle too_long"],
  ],
  [
    "a card of another site's image",
    media({ url: URL_OF_IMAGE }),
    ["template.elements.0.url not_facebook"],
  ],
])("refused before Meta sees it: %s", (_what, input, expected) => {
  expect(problems(input)).toEqual(expected);
});

test.each([
  ["an id as a number", { attachment: { type: "image", attachment_id: 12 } }],
  ["is_reusable", { attachment: { type: "image", url: URL_OF_IMAGE, is_reusable: true } }],
  ["an unknown type", { attachment: { type: "sticker", url: URL_OF_IMAGE } }],
])("%s is no content at all", (_what, input) => {
  expect(contentSchema.safeParse(input).success).toBe(false);
});

test("a problem is told in words, with its limit", () => {
  const [problem] = checkContent(parse(ask(14)), "facebook");
  expect(problem && contentWords(problem)).toBe("must have at most 13 entries");
});
