import { expect, test } from "vitest";
import { mediaUrlsOf } from "#lib/forms/media-urls.ts";
import { toAttachmentViews } from "./to-attachment-view.ts";

const url = (name: string) => `https://cdn.example/${name}`;
const product = (image: string) => ({ title: image, image_url: url(image) });

const ATTACHMENTS = [
  { type: "fallback", payload: { url: url("page"), title: "Our shop" } },
  { type: "image", payload: { url: url("1.png") } },
  { type: "image", payload: { url: "not an address" } },
  { type: "template", payload: { product: { elements: [product("2.png"), { title: "bare" }] } } },
  { type: "file", url: url("3.pdf") },
  null,
  { type: "video", payload: { url: url("4.mp4") } },
];

test("every file has the place at which the route finds it", () => {
  const views = toAttachmentViews(ATTACHMENTS);
  const served = ATTACHMENTS.flatMap(mediaUrlsOf);
  expect(views.map(({ media_index }) => media_index)).toEqual([null, 0, null, null, 2, null, 3]);
  expect(views[3]?.elements.map(({ media_index }) => media_index)).toEqual([1, null]);
  expect([0, 1, 2, 3].map((index) => served[index])).toEqual(
    ["1.png", "2.png", "3.pdf", "4.mp4"].map(url),
  );
});

test("a template says what its buttons say", () => {
  const template = {
    template_type: "button",
    text: "Shall we?",
    buttons: [{ type: "postback", title: "Yes", payload: "Y" }, { type: "account_unlink" }],
  };
  const [view] = toAttachmentViews([{ type: "template", payload: template }]);
  expect(view?.buttons).toEqual(["Yes"]);
});

test.each([undefined, null, "x", 7, {}, [undefined], [[]], [{ type: 7, payload: "x" }]])(
  "%j is survived",
  (attachments) => {
    for (const view of toAttachmentViews(attachments)) expect(view.media_index).toBeNull();
  },
);
