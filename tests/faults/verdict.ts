import type { History, Row, Waiting } from "./history.ts";

export type Verdict = {
  written: number;
  /** Messages whose delivery was answered 200. */
  acknowledged: number;
  /** Acknowledged messages that dm-voice-agent has. */
  stored: number;
  /** Acknowledged or sent, and not at dm-voice-agent. */
  lost: number;
  /** At dm-voice-agent more often than once, or without ever having been written or sent. */
  doubled: number;
  /** At dm-voice-agent, or at the customer, after something that should follow it. */
  disordered: number;
  replies: number;
  repliesDoubled: number;
  /** Conversations whose last question got no answer, and nothing says why. */
  unanswered: number;
  held: number;
  /** Answers that were not sent, by reason. */
  failed: Record<string, number>;
  dead: number;
  /** Messages that came after newer ones of their conversation, and are marked so. */
  late: number;
  /** What still waits. */
  waiting: Waiting;
  /** Messages whose state in our database is not what Meta's list says. */
  mismatched: number;
  leaks: number;
};

/** An answer that a newer question made pointless: the newer one's answer is what counts. */
const SUPERSEDED = "replies.superseded";

/** Compares what Meta, dm-voice-agent and our database say after a run. */
export function judge(history: History): Verdict {
  const { written, received, rows, waiting } = history;
  const acknowledged = written.filter(({ isAcknowledged }) => isAcknowledged);
  const known = new Set([...written, ...received].map(({ mid }) => mid));
  const storedTimes = countBy(history.stored, ({ mid }) => mid);
  const heldKeys = new Set(rows.flatMap((row) => (row.status === "held" ? [row.id, row.mid] : [])));
  const replies = groupReplies(history);
  const settled = replies.filter(
    (copies) => !copies.some(({ metadata, mid }) => heldKeys.has(metadata) || heldKeys.has(mid)),
  );
  const due = [...acknowledged.map((message) => [message]), ...settled];
  const unsent = rows.filter(
    ({ status, lastError }) =>
      (status === "failed" || status === "dead") && lastError !== SUPERSEDED,
  );
  return {
    written: written.length,
    acknowledged: acknowledged.length,
    stored: acknowledged.filter(({ mid }) => storedTimes.has(mid)).length,
    lost: due.filter((copies) => !copies.some(({ mid }) => storedTimes.has(mid))).length,
    doubled: sum([...storedTimes].map(([mid, times]) => (known.has(mid) ? times - 1 : times))),
    disordered: countDisorder(history),
    replies: received.filter(({ isForeign }) => !isForeign).length,
    repliesDoubled: received.length - replies.length,
    unanswered: countUnanswered(history),
    held: rows.filter(({ status }) => status === "held").length,
    failed: Object.fromEntries(countBy(unsent, ({ lastError }) => lastError ?? "no reason")),
    dead: history.deadEvents,
    late: rows.filter(({ isLate }) => isLate).length,
    waiting,
    mismatched: countMismatches(history),
    leaks: history.leaks.length,
  };
}

/** What customers got, by the message of ours that it is: two in one group is one too many. */
function groupReplies({ received }: History) {
  return [...Map.groupBy(received, ({ metadata, mid }) => metadata ?? mid).values()];
}

function countDisorder(history: History): number {
  const { written, received, stored, rows } = history;
  const late = new Set(rows.flatMap(({ isLate, mid }) => (isLate && mid !== null ? [mid] : [])));
  // What others say in the same second has no order to what we say.
  const ours = received.filter(({ isForeign }) => !isForeign);
  const inTime = new Map([...written, ...ours].map((message) => [message.mid, message]));
  const atVoiceAgent = (direction: Row["direction"]) =>
    stored.flatMap((message) => {
      const known = message.direction === direction ? inTime.get(message.mid) : undefined;
      return known === undefined || late.has(known.mid) ? [] : [known];
    });
  const questions = questionsOf(history);
  const answered = received.flatMap(({ conversation, mid, metadata }) => {
    const question = questions.get(metadata ?? "") ?? questions.get(mid);
    return question === undefined ? [] : [{ conversation, at: question.at }];
  });
  return (
    countInversions(atVoiceAgent("inbound")) +
    countInversions(atVoiceAgent("outbound")) +
    countInversions(answered) +
    countAnswersBeforeQuestions(history, questions)
  );
}

/** Those that come after one of their conversation which is newer. */
function countInversions(messages: { conversation: string; at: number }[]): number {
  const newest = new Map<string, number>();
  let count = 0;
  for (const { conversation, at } of messages) {
    const before = newest.get(conversation) ?? 0;
    if (at < before) count += 1;
    newest.set(conversation, Math.max(before, at));
  }
  return count;
}

function countAnswersBeforeQuestions(
  { stored }: History,
  questions: Map<string, { mid: string }>,
): number {
  const seen = new Set<string>();
  let count = 0;
  for (const { mid } of stored) {
    const question = questions.get(mid);
    if (question !== undefined && !seen.has(question.mid)) count += 1;
    seen.add(mid);
  }
  return count;
}

/** By an answer's row and by its mid: the customer's message that it answers. */
function questionsOf({ rows, written }: History) {
  const writtenByMid = new Map(written.map((message) => [message.mid, message]));
  const byId = new Map(rows.map((row) => [row.id, row]));
  const questions = new Map<string, { mid: string; at: number }>();
  for (const row of rows) {
    const question = writtenByMid.get(byId.get(row.inReplyTo ?? "")?.mid ?? "");
    if (question === undefined) continue;
    for (const key of [row.id, row.mid]) if (key !== null) questions.set(key, question);
  }
  return questions;
}

/** Where a person answers the agent may be silent. Late ones need no answer of their own; one that has it answers for all before it. */
function countUnanswered({ written, received, rows }: History): number {
  const taken = new Set(
    received.flatMap(({ isForeign, conversation }) => (isForeign ? [conversation] : [])),
  );
  const rowByMid = new Map(rows.map((row) => [row.mid, row]));
  const answered = new Set(rows.map(({ inReplyTo }) => inReplyTo));
  const acknowledged = written.filter(
    ({ isAcknowledged, conversation }) => isAcknowledged && !taken.has(conversation),
  );
  return [...Map.groupBy(acknowledged, ({ conversation }) => conversation).values()].filter(
    (messages) => {
      const inTime = messages.filter(({ mid }) => rowByMid.get(mid)?.isLate !== true);
      const lastAt = Math.max(...inTime.map(({ at }) => at));
      const due = messages.filter(({ at }) => at >= lastAt);
      return inTime.length > 0 && !due.some(({ mid }) => answered.has(rowByMid.get(mid)?.id ?? ""));
    },
  ).length;
}

function countMismatches({ rows, received, written }: History): number {
  const atMeta = new Set(received.map(({ mid }) => mid));
  const outbound = rows.filter(({ direction }) => direction === "outbound");
  const ours = new Map(
    outbound.flatMap((row) => [[row.id, row] as const, [row.mid, row] as const]),
  );
  const customers = new Set(written.map(({ mid }) => mid));
  const onlyHere = outbound.filter(
    ({ status, mid }) => status === "sent" && !atMeta.has(mid ?? ""),
  ).length;
  const onlyThere = received.filter(({ metadata, mid }) => {
    const row = ours.get(metadata ?? "") ?? ours.get(mid);
    return row === undefined || !(row.status === "sent" || row.status === "held");
  }).length;
  const invented = rows.filter(
    ({ direction, mid }) => direction === "inbound" && !customers.has(mid ?? ""),
  ).length;
  return onlyHere + onlyThere + invented;
}

function countBy<Item>(items: Item[], key: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
