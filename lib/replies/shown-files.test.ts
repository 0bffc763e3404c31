import { describe, expect, test } from "vitest";
import { withShownFiles } from "./shown-files.ts";

const url = "https://scontent.xx.fbcdn.net/v/shoe.png?oe=1";
const uploaded = { type: "image", payload: { attachment_id: "77" } };
const shown = { type: "image", payload: { url } };

test("what was uploaded gets the address that Meta shows, and keeps its id", () => {
  expect(withShownFiles([uploaded, uploaded], [shown, { ...shown, type: "video" }])).toEqual([
    { type: "image", payload: { attachment_id: "77", url } },
    { type: "image", payload: { attachment_id: "77", url } },
  ]);
  expect(withShownFiles([{ type: "file" }], [shown])).toEqual([{ type: "file", payload: { url } }]);
});

describe("nothing changes", () => {
  const own = { type: "image", payload: { url: "https://files.example/shoe.png" } };
  const card = { type: "template", payload: { template_type: "generic" } };
  test.each([
    ["an address of our own", [own], [shown]],
    ["a card", [card], [shown]],
    ["an echo without an address", [uploaded], [{ type: "image", payload: null }]],
    [
      "an echo with an address that is none",
      [uploaded],
      [{ type: "image", payload: { url: "x" } }],
    ],
    ["an echo of another number of files", [uploaded], [shown, shown]],
    ["an echo without files", [uploaded], []],
    ["text", [], []],
    ["nonsense", [null, 7], ["x", shown]],
  ])("by %s", (_what, ours, echoed) => {
    expect(withShownFiles(ours, echoed)).toBeNull();
  });
});
