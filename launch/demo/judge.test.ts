import { expect, it } from "vitest";
import type { CallTimes } from "./call-times.ts";
import { type Conversation, judge } from "./judge.ts";
import type { Bubble, StoredMessage } from "./sandbox-client.ts";

const asked = (mid: string): Bubble => ({ mid, from: "customer", text: mid, at: 0 });
const said = (mid: string): Bubble => ({ mid, from: "page", text: mid, at: 0 });
const stored = (external_msg_id: string): StoredMessage => ({
  external_msg_id,
  external_user_id: "7001",
  direction: external_msg_id.startsWith("q") ? "inbound" : "outbound",
});

const turns = [asked("q1"), said("a1"), asked("q2"), said("a2")];
const kept = ["q1", "a1", "q2", "a2"].map(stored);
const times: CallTimes = {
  deliveredAt: new Map([
    ["q1", 1_000],
    ["q2", 2_000],
  ]),
  acknowledged: new Set(["q1", "q2"]),
  sentAt: new Map([
    ["a1", 1_030],
    ["a2", 2_020],
  ]),
};

function problemsOf(bubbles: Bubble[], messages = kept, calls = times): string[] {
  const conversation: Conversation = { name: "Tom", personId: "7001", plannedCount: 2, bubbles };
  return judge([conversation], messages, calls).problems;
}

it("finds nothing wrong when question and answer took turns, and times them", () => {
  const conversation = { name: "Tom", personId: "7001", plannedCount: 2, bubbles: turns };
  const verdict = judge([conversation], kept, times);
  expect(verdict).toEqual({ answerCount: 2, answerMs: [20, 30], problems: [] });
});

it("names a missing answer", () => {
  expect(problemsOf([asked("q1"), asked("q2"), said("a2")]).join()).toContain('no answer to "q1"');
});

it("names messages that were never written because an answer did not come", () => {
  expect(problemsOf([asked("q1")]).join()).toContain("only 1 of 2 messages written");
});

it("names an answer that was sent twice", () => {
  const bubbles = [asked("q1"), said("a1"), said("a1b"), asked("q2"), said("a2")];
  expect(problemsOf(bubbles).join()).toContain('one answer too many: "a1b"');
});

it("names a message stored twice, one stored in another order, and one not stored", () => {
  expect(problemsOf(turns, [...kept, stored("q2")])).toEqual([
    "Tom: dm-voice-agent holds 3 messages instead of 2 (inbound)",
  ]);
  expect(problemsOf(turns, kept.toReversed()).join()).toContain("in another order (inbound)");
  expect(problemsOf(turns, kept.slice(0, 3)).join()).toContain(
    "1 messages instead of 2 (outbound)",
  );
});

it("names an echo that was taken for a customer's message", () => {
  const echo = { ...stored("a1"), direction: "inbound" as const };
  expect(problemsOf(turns, [...kept, echo])).toHaveLength(1);
});

it("names a stranger among the stored messages", () => {
  expect(problemsOf(turns, [...kept, { ...stored("q9"), external_user_id: "8" }])).toHaveLength(1);
});

it("names a delivery that was not acknowledged", () => {
  const calls = { ...times, acknowledged: new Set(["q1"]) };
  expect(problemsOf(turns, kept, calls)).toEqual([
    'Tom: the delivery of "q2" was never answered 200',
  ]);
});
