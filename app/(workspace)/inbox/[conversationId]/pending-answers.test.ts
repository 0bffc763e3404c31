import { expect, test, vi } from "vitest";
import { createPendingAnswers } from "./pending-answers.ts";

const one = { clientId: "one", text: "Hi", quickReplies: ["Yes"] };
const two = { clientId: "two", text: "Still there?", quickReplies: [] };

test("answers stand in the order in which they were written, each in its conversation", () => {
  const pending = createPendingAnswers();
  pending.put("a", one);
  pending.put("a", two);
  pending.put("b", one);
  pending.remove("a", "one");
  expect(pending.of("a")).toEqual([{ ...two, failure: null }]);
  expect(pending.of("b")).toEqual([{ ...one, failure: null }]);
  expect(pending.of("c")).toEqual([]);
});

test("a failed one keeps its text, and its place when it is tried again", () => {
  const pending = createPendingAnswers();
  pending.put("a", one);
  pending.put("a", two);
  pending.fail("a", "one", "network");
  expect(pending.of("a")[0]).toEqual({ ...one, failure: "network" });
  pending.put("a", one);
  expect(pending.of("a").map(({ clientId, failure }) => [clientId, failure])).toEqual([
    ["one", null],
    ["two", null],
  ]);
});

test("the list stays the same object until it changes, and every change is told", () => {
  const pending = createPendingAnswers();
  const heard = vi.fn();
  const stop = pending.subscribe(heard);
  expect(pending.of("a")).toBe(pending.of("b"));
  pending.put("a", one);
  expect(pending.of("a")).toBe(pending.of("a"));
  pending.fail("a", "one", "network");
  stop();
  pending.remove("a", "one");
  expect(heard).toHaveBeenCalledTimes(2);
});
