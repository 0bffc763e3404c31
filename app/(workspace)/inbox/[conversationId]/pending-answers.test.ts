import { expect, test, vi } from "vitest";
import { createPendingAnswers } from "./pending-answers.ts";

const one = { clientId: "one", text: "Hi", quickReplies: ["Yes"] };
const two = { clientId: "two", text: "Still there?", quickReplies: [] };

const WAITING = { failure: null, problems: [] };

test("answers stand in the order in which they were written, each in its conversation", () => {
  const pending = createPendingAnswers();
  pending.put("a", one);
  pending.put("a", two);
  pending.put("b", one);
  pending.remove("a", "one");
  expect(pending.of("a")).toEqual([{ ...two, ...WAITING }]);
  expect(pending.of("b")).toEqual([{ ...one, ...WAITING }]);
  expect(pending.of("c")).toEqual([]);
});

test("a failed one keeps its text, and its place when it is tried again", () => {
  const pending = createPendingAnswers();
  pending.put("a", one);
  pending.put("a", two);
  pending.fail("a", "one", { code: "network" });
  expect(pending.of("a")[0]).toEqual({ ...one, failure: "network", problems: [] });
  const problems = [{ field: "quick_replies", code: "too_many", max: 13 } as const];
  pending.fail("a", "one", { code: "content_refused", problems });
  expect(pending.of("a")[0]).toEqual({ ...one, failure: "content_refused", problems });
  pending.put("a", one);
  expect(pending.of("a")).toEqual([
    { ...one, ...WAITING },
    { ...two, ...WAITING },
  ]);
});

test("the list stays the same object until it changes, and every change is told", () => {
  const pending = createPendingAnswers();
  const heard = vi.fn();
  const stop = pending.subscribe(heard);
  expect(pending.of("a")).toBe(pending.of("b"));
  pending.put("a", one);
  expect(pending.of("a")).toBe(pending.of("a"));
  pending.fail("a", "one", { code: "network" });
  stop();
  pending.remove("a", "one");
  expect(heard).toHaveBeenCalledTimes(2);
});
