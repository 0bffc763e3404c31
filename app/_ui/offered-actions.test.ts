import { expect, test } from "vitest";
import { offeredActions } from "./offered-actions.ts";

const message = (change: Partial<Parameters<typeof offeredActions>[0]>) =>
  offeredActions({
    status: "failed",
    error: "meta.transient",
    handled_by: "ai_agent",
    isSuperseded: false,
    ...change,
  });

test("a message in doubt is not offered to be sent again once the conversation went on", () => {
  expect(message({ status: "held" })).toEqual(["check", "mark-sent", "send-again"]);
  expect(message({ status: "held", isSuperseded: true })).toEqual([
    "check",
    "mark-sent",
    "mark-unsent",
  ]);
});

test("what was not sent can be tried again unless it would come too late", () => {
  expect(message({})).toEqual(["try-again"]);
  expect(message({ status: "dead" })).toEqual(["try-again"]);
  expect(message({ isSuperseded: true })).toEqual([]);
  expect(message({ error: "replies.outside-window" })).toEqual([]);
  expect(message({ error: "meta.outside-window" })).toEqual([]);
  expect(message({ error: "meta.outside-window", handled_by: "human_agent" })).toEqual([
    "try-again",
  ]);
});

test("of what was sent only storing can be repeated", () => {
  expect(message({ status: "sent", error: null })).toEqual([]);
  expect(message({ status: "sent" })).toEqual(["store-again"]);
});

test.each(["received", "queued", "sending"] as const)("what is %s needs nobody", (status) => {
  expect(message({ status })).toEqual([]);
});
