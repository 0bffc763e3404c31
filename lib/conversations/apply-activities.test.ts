import fc from "fast-check";
import { expect, test } from "vitest";
import { type Activity, applyActivities } from "./apply-activities.ts";

const AT = Date.UTC(2026, 10, 22, 12);
const at = (seconds: number) => new Date(AT + seconds * 1_000);
const TARGET = { text: "one", edits: [], reactions: [], occurredAt: at(0) };

const edit = (text: string, num_edit: unknown, seconds = Number(num_edit)): Activity => ({
  kind: "edit",
  text,
  metadata: { message_edit: { mid: "m", num_edit } },
  occurredAt: at(seconds),
});
const react = (action: string, emoji: string | null, seconds: number): Activity => ({
  kind: "reaction",
  text: null,
  metadata: { reaction: { mid: "m", action, emoji, reaction: null } },
  occurredAt: at(seconds),
});

test("edits count in Meta's order, whichever came first, and earlier texts are kept", () => {
  const edits = [edit("three", "2", 1), edit("two", 1, 9)];
  expect(applyActivities(TARGET, edits)).toMatchObject({
    text: "three",
    edits: [{ text: "one" }, { text: "two" }],
  });
});

test("run again it changes nothing, and a later edit is added to what is there", () => {
  const first = [edit("two", 1)];
  const once = { ...TARGET, ...applyActivities(TARGET, first) };
  expect(applyActivities(once, first)).toMatchObject({ text: once.text, edits: once.edits });
  const twice = applyActivities(once, [...first, edit("three", 2)]);
  expect(twice.edits.map(({ text }) => text)).toEqual(["one", "two"]);
});

test("in whichever order and how often the edits come, the end is the same", () => {
  const all = ["two", "three", "four", "five", "six"].map((text, index) => edit(text, index + 1));
  const orders = fc.shuffledSubarray(all, { minLength: all.length });
  fc.assert(
    fc.property(orders, (order) => {
      let message = { ...TARGET, ...applyActivities(TARGET, []) };
      for (const count of order.keys()) {
        message = { ...message, ...applyActivities(message, order.slice(0, count + 1)) };
      }
      expect(message.text).toBe("six");
      expect(message.edits.map(({ text }) => text)).toEqual([
        "one",
        "two",
        "three",
        "four",
        "five",
      ]);
    }),
  );
});

test.each([
  ["comes", [react("react", "❤", 1)], ["❤"]],
  ["changes", [react("react", "❤", 1), react("react", "😮", 2)], ["😮"]],
  ["goes", [react("react", "❤", 1), react("unreact", null, 2)], []],
  ["comes back", [react("unreact", null, 1), react("react", "❤", 2)], ["❤"]],
])("a customer's reaction %s", (_what, activities, expected) => {
  const { reactions } = applyActivities(TARGET, activities);
  expect(reactions.map(({ emoji }) => emoji)).toEqual(expected);
});

test("the page's own reaction stays beside the customer's", () => {
  const ours = { by: "page" as const, reaction: "love", emoji: "❤", at: at(0).toISOString() };
  const { reactions } = applyActivities({ ...TARGET, reactions: [ours] }, [
    react("react", "😮", 1),
  ]);
  expect(reactions.map(({ by }) => by)).toEqual(["page", "customer"]);
});
