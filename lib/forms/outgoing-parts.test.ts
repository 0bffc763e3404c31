import { expect, test } from "vitest";
import { type Content, contentSchema } from "./outgoing-content.ts";
import { toParts } from "./outgoing-parts.ts";

const url = "https://example.test/1.png";
const content = (input: object): Content => contentSchema.parse(input);
const long = "ж".repeat(600);
const quick_replies = [{ title: "Yes" }];

/** Each part in short: its words' length, or what else it is. */
const shape = (input: object, platform: "facebook" | "instagram") =>
  toParts(content(input), platform).map(({ text, content: more }) =>
    more === null ? text?.length : Object.keys(more).join("+"),
  );

test("a text alone is plain text", () => {
  expect(toParts(content({ text: " Hi " }), "facebook")).toEqual([
    { text: "Hi", content: null, attachments: [] },
  ]);
});

test.each([
  ["facebook", { text: long, attachment: { type: "image", url } }, [600, "attachment"]],
  ["instagram", { text: long, attachment: { type: "image", url } }, [500, 100, "attachment"]],
  ["facebook", { images: [{ url }, { url }] }, ["attachment", "attachment"]],
  ["instagram", { images: [{ url }, { url }] }, ["images"]],
  ["instagram", { text: long, quick_replies }, [500, "text+quick_replies"]],
  [
    "facebook",
    { text: "Which?", quick_replies, attachment: { type: "image", url } },
    ["attachment", "text+quick_replies"],
  ],
] as const)("on %s %j", (platform, input, expected) => {
  expect(shape(input, platform)).toEqual(expected);
});

test("files are shown in the shape of a customer's", () => {
  const [part] = toParts(content({ attachment: { type: "image", url } }), "facebook");
  expect(part).toMatchObject({ text: null, attachments: [{ type: "image", payload: { url } }] });
});

test("cards say their titles", () => {
  const template = {
    template_type: "generic",
    elements: [
      { title: "Shoe", subtitle: "Blue" },
      { title: "Boot", subtitle: "Red" },
    ],
  };
  expect(toParts(content({ template }), "facebook")).toMatchObject([
    { text: "Shoe\nBoot", content: { template } },
  ]);
});
