import { expect, test } from "vitest";
import type { PageView } from "#lib/forms/views.ts";
import { choicesOf, isFree, matchesSearch } from "./choices.ts";

const bakery: PageView = {
  page_id: "1",
  page_name: "Fern Bakery",
  category: "Food",
  picture_url: null,
  instagram_account: { id: "9", username: "fern.bakes", picture_url: null },
  connected: true,
  instagram_connected: false,
  blocked_by: null,
};

test("a page with Instagram offers two ticks, and only the unconnected one is free", () => {
  expect(choicesOf(bakery).map((choice) => [choice.key, isFree(choice)])).toEqual([
    ["facebook:1", false],
    ["instagram:9", true],
  ]);
});

test("a page without Instagram is offered for Messenger alone", () => {
  expect(choicesOf({ ...bakery, instagram_account: null })).toHaveLength(1);
});

test("nothing of a blocked page is free", () => {
  const blocked = choicesOf({ ...bakery, connected: false, blocked_by: "no_messaging_task" });
  expect(blocked.filter(isFree)).toEqual([]);
});

test("a channel that needs a fresh login can be ticked again", () => {
  const again = choicesOf(bakery, new Set(["facebook:1"])).filter(isFree);
  expect(again.map(({ key }) => key)).toEqual(["facebook:1", "instagram:9"]);
});

test("search looks at name, category and handle in any letter case", () => {
  expect(["FERN", "food", "bakes", " "].every((word) => matchesSearch(bakery, word))).toBe(true);
  expect(matchesSearch(bakery, "toys")).toBe(false);
});
