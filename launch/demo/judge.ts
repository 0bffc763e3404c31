import type { CallTimes } from "./call-times.ts";
import type { Bubble, StoredMessage } from "./sandbox-client.ts";

export type Conversation = {
  /** For messages to people: "Tom at Linden Street Shoes". */
  name: string;
  personId: string;
  /** How many messages the customer was to write. */
  plannedCount: number;
  /** What the sandbox's Meta holds, in order. */
  bubbles: Bubble[];
};

export type Verdict = {
  answerCount: number;
  /** From the webhook delivery to the Send API call, ms, shortest first. */
  answerMs: number[];
  problems: string[];
};

/** Judges by the sandbox's own records alone: every message answered once, in order, and stored once. */
export function judge(
  conversations: Conversation[],
  stored: StoredMessage[],
  times: CallTimes,
): Verdict {
  const problems = conversations.flatMap((conversation) => [
    ...judgeTurns(conversation).map((problem) => `${conversation.name}: ${problem}`),
    ...judgeStored(conversation, stored).map((problem) => `${conversation.name}: ${problem}`),
    ...judgeDeliveries(conversation, times).map((problem) => `${conversation.name}: ${problem}`),
  ]);
  const people = new Set(conversations.map(({ personId }) => personId));
  if (stored.some(({ external_user_id }) => !people.has(external_user_id))) {
    problems.push("dm-voice-agent holds messages of somebody who never wrote");
  }
  const answers = conversations.flatMap(({ bubbles }) => pairUp(bubbles));
  const answerMs = answers
    .map(({ question, answer }) => msBetween(times, question, answer))
    .filter((ms) => ms !== null)
    .sort((a, b) => a - b);
  return { answerCount: answers.length, answerMs, problems };
}

/** Milliseconds from the delivery of a question to the sending of its answer; null when the log lacks one of them. */
export function msBetween(times: CallTimes, question: Bubble, answer: Bubble): number | null {
  const from = times.deliveredAt.get(question.mid);
  const to = times.sentAt.get(answer.mid);
  return from === undefined || to === undefined ? null : to - from;
}

/** Customers wait for each answer, so question and answer must take turns. */
function judgeTurns({ bubbles, plannedCount }: Conversation): string[] {
  const problems: string[] = [];
  const written = bubbles.filter(({ from }) => from === "customer").length;
  if (written < plannedCount) problems.push(`only ${written} of ${plannedCount} messages written`);
  bubbles.forEach((bubble, index) => {
    const next = bubbles[index + 1];
    const isAnswered = next?.from === "page";
    if (bubble.from === "customer" && !isAnswered) problems.push(`no answer to "${bubble.text}"`);
    if (bubble.from === "page" && isAnswered) problems.push(`one answer too many: "${next.text}"`);
    if (bubble.from === "page" && index === 0) problems.push("answered before anybody wrote");
  });
  return problems;
}

function judgeStored({ bubbles, personId }: Conversation, stored: StoredMessage[]): string[] {
  return (["inbound", "outbound"] as const).flatMap((direction) => {
    const from = direction === "inbound" ? "customer" : "page";
    const expected = bubbles.filter((bubble) => bubble.from === from).map(({ mid }) => mid);
    const found = stored
      .filter((message) => message.direction === direction && message.external_user_id === personId)
      .map(({ external_msg_id }) => external_msg_id);
    if (found.join() === expected.join()) return [];
    return [`dm-voice-agent holds ${difference(found, expected)} (${direction})`];
  });
}

function difference(found: string[], expected: string[]): string {
  if (found.length !== expected.length)
    return `${found.length} messages instead of ${expected.length}`;
  const isSameSet = found.toSorted().join() === expected.toSorted().join();
  return isSameSet ? "the messages in another order" : "other messages than were written";
}

function judgeDeliveries({ bubbles }: Conversation, { acknowledged }: CallTimes): string[] {
  return bubbles
    .filter(({ from, mid }) => from === "customer" && !acknowledged.has(mid))
    .map(({ text }) => `the delivery of "${text}" was never answered 200`);
}

function pairUp(bubbles: Bubble[]): { question: Bubble; answer: Bubble }[] {
  return bubbles.flatMap((question, index) => {
    const answer = bubbles[index + 1];
    const isPair = question.from === "customer" && answer?.from === "page";
    return isPair ? [{ question, answer }] : [];
  });
}
