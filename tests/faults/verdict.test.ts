import { expect, test } from "vitest";
import type { History, Row } from "./history.ts";
import { problemsOf } from "./problems.ts";
import { judge } from "./verdict.ts";

const CONVERSATION = "page:guest-1";

const question = (number: number, more: Partial<History["written"][number]> = {}) => ({
  conversation: CONVERSATION,
  mid: `q${number}`,
  at: number * 10,
  isAcknowledged: true,
  ...more,
});
const reply = (number: number, more: Partial<History["received"][number]> = {}) => ({
  conversation: CONVERSATION,
  mid: `a${number}`,
  metadata: `row-a${number}`,
  at: number * 10 + 5,
  isForeign: false,
  ...more,
});
const row = (mid: string, more: Partial<Row> = {}): Row => {
  const isQuestion = mid.startsWith("q");
  return {
    id: `row-${mid}`,
    direction: isQuestion ? "inbound" : "outbound",
    handledBy: isQuestion ? "facebook_webhook" : "ai_agent",
    mid,
    status: isQuestion ? "received" : "sent",
    lastError: null,
    isLate: false,
    inReplyTo: isQuestion ? null : `row-q${mid.slice(1)}`,
    ...more,
  };
};
const stored = (...mids: string[]): History["stored"] =>
  mids.map((mid) => ({ mid, direction: mid.startsWith("q") ? "inbound" : "outbound" }));

/** Two questions, each answered, everything where it belongs. */
const good = (): History => ({
  written: [question(1), question(2)],
  received: [reply(1), reply(2)],
  stored: stored("q1", "a1", "q2", "a2"),
  rows: ["q1", "a1", "q2", "a2"].map((mid) => row(mid)),
  deadEvents: 0,
  waiting: { events: 0, messages: 0, replies: 0 },
  leaks: [],
});
const replaceRow = (mid: string, more: Partial<Row>) =>
  good().rows.map((known) => (known.mid === mid ? { ...known, ...more } : known));
const wrongWith = (change: Partial<History>, allowed = {}) =>
  problemsOf(judge({ ...good(), ...change }), allowed, 1);

test("a run in which all is well has no problem", () => {
  expect(wrongWith({})).toEqual([]);
  expect(judge(good())).toMatchObject({ acknowledged: 2, stored: 2, replies: 2 });
});

test("a fault that was never injected proves nothing", () => {
  expect(problemsOf(judge(good()), {}, 0)).toEqual(["1 the fault was never injected"]);
});

test.each<[string, Partial<History>, string[]]>([
  [
    "an acknowledged question that is not stored",
    { stored: stored("a1", "q2", "a2") },
    ["1 lost", "1 out of order"],
  ],
  [
    "an answer that the customer has and dm-voice-agent has not",
    { stored: stored("q1", "q2", "a2") },
    ["1 lost"],
  ],
  [
    "a question stored twice",
    { stored: stored("q1", "q1", "a1", "q2", "a2") },
    ["1 doubled at dm-voice-agent"],
  ],
  [
    "an answer stored three times",
    { stored: stored("q1", "a1", "a1", "a1", "q2", "a2") },
    ["2 doubled at dm-voice-agent"],
  ],
  [
    "a message stored that nobody wrote",
    { stored: stored("q1", "a1", "q9", "q2", "a2") },
    ["1 doubled at dm-voice-agent"],
  ],
  [
    "questions stored in the wrong order",
    { stored: stored("q2", "q1", "a1", "a2") },
    ["1 out of order"],
  ],
  [
    "answers stored in the wrong order",
    { stored: stored("q1", "q2", "a2", "a1") },
    ["1 out of order"],
  ],
  [
    "an answer stored before its question",
    { stored: stored("q1", "a1", "a2", "q2") },
    ["1 out of order"],
  ],
  [
    "an old question answered after a newer one",
    { received: [reply(2), reply(1)], stored: stored("q1", "q2", "a1", "a2") },
    ["1 out of order"],
  ],
  [
    "an answer that the customer has twice",
    { received: [reply(1), reply(2), reply(2, { mid: "a2b" })] },
    ["1 answers doubled"],
  ],
  [
    "a last question without an answer",
    {
      received: [reply(1)],
      stored: stored("q1", "a1", "q2"),
      rows: ["q1", "a1", "q2"].map((mid) => row(mid)),
    },
    ["1 last questions unanswered"],
  ],
  [
    "an answer shown as sent that no customer has",
    { received: [reply(1)], stored: stored("q1", "a1", "q2") },
    ["1 messages shown otherwise than they are"],
  ],
  [
    "an answer shown as failed that the customer has",
    { rows: replaceRow("a2", { status: "failed", lastError: "meta.refused" }) },
    ["1 messages shown otherwise than they are", "1 answers failed with meta.refused"],
  ],
  [
    "an answer that the customer has and our database does not know",
    { received: [...good().received, reply(3)], stored: stored("q1", "a1", "q2", "a2", "a3") },
    ["1 messages shown otherwise than they are"],
  ],
  [
    "a question in our database that nobody wrote",
    { rows: [...good().rows, row("q7")] },
    ["1 messages shown otherwise than they are"],
  ],
  [
    "something that still waits",
    { waiting: { events: 1, messages: 2, replies: 3 } },
    ["1 events still waiting", "2 answers still waiting", "3 questions still waiting"],
  ],
  ["a dead event", { deadEvents: 1 }, ["1 events dead"]],
  [
    "a question whose delivery was never answered 200",
    { written: [question(1), question(2), question(3, { isAcknowledged: false })] },
    ["1 never acknowledged"],
  ],
  [
    "a message marked as late",
    { rows: replaceRow("q1", { isLate: true }) },
    ["1 marked as late without reason"],
  ],
])("sees %s", (_what, change, problems) => {
  expect(wrongWith(change)).toEqual(problems);
});

test("an answer that is held counts as held, wherever it is", () => {
  const rows = replaceRow("a2", { status: "held", mid: null });
  expect(wrongWith({ rows, stored: stored("q1", "a1", "q2") })).toEqual(["1 answers held"]);
  expect(wrongWith({ rows, stored: stored("q1", "a1", "q2") }, { mayHold: true })).toEqual([]);
});

test("an answer may fail by what the fault explains, and by nothing else", () => {
  const failed = {
    received: [reply(1)],
    stored: stored("q1", "a1", "q2"),
    rows: replaceRow("a2", { status: "failed", mid: null, lastError: "meta.outside-window" }),
  };
  expect(wrongWith(failed, { mayFail: /outside-window/ })).toEqual([]);
  expect(wrongWith(failed, { mayFail: /blocked/ })).toEqual([
    "1 answers failed with meta.outside-window",
  ]);
});

test("an answer to an overtaken question may be dropped", () => {
  const rows = replaceRow("a1", { status: "failed", mid: null, lastError: "replies.superseded" });
  expect(wrongWith({ rows, received: [reply(2)], stored: stored("q1", "q2", "a2") })).toEqual([]);
});

test("what came late may be stored after newer ones where the fault explains it", () => {
  const late = {
    rows: replaceRow("q1", { isLate: true }).filter(({ mid }) => mid !== "a1"),
    received: [reply(2)],
    stored: stored("q2", "q1", "a2"),
  };
  expect(wrongWith(late, { mayBeLate: true })).toEqual([]);
});

test("a late question needs no answer, and its answer answers those before it", () => {
  const written = [question(1), question(2), question(3)];
  const received = [reply(1)];
  const late = [...replaceRow("q2", { isLate: true }), row("q3", { isLate: true })];
  const rows = late.filter(({ mid }) => mid !== "a2");
  const change = { written, received, rows, stored: stored("q1", "a1", "q2", "q3") };
  expect(wrongWith(change, { mayBeLate: true })).toEqual([]);

  const answered = [...rows.filter(({ mid }) => mid !== "a1"), row("a3")];
  const later = { received: [reply(3)], stored: stored("q1", "q2", "q3", "a3") };
  expect(wrongWith({ ...change, ...later, rows: answered }, { mayBeLate: true })).toEqual([]);
});

test("what others wrote in the page's name is stored like the rest, and may leave nothing to answer", () => {
  const foreign = reply(2, { mid: "f1", metadata: null, isForeign: true });
  const rows = [...good().rows.filter(({ mid }) => mid !== "a2"), row("f1", { inReplyTo: null })];
  const change = { received: [reply(1), foreign], rows, stored: stored("q1", "a1", "q2", "f1") };
  expect(wrongWith(change)).toEqual([]);
  expect(judge({ ...good(), ...change })).toMatchObject({ replies: 1 });
  expect(wrongWith({ ...change, stored: stored("q1", "a1", "q2") })).toEqual(["1 lost"]);
});
