import { setTimeout as sleep } from "node:timers/promises";
import { readCallTimes } from "./call-times.ts";
import { type Conversation, msBetween } from "./judge.ts";
import type { DemoChannel } from "./register-channel.ts";
import type { Bubble, SandboxClient } from "./sandbox-client.ts";
import type { Transcript } from "./transcript.ts";

type Part = {
  sandbox: SandboxClient;
  transcript: Transcript;
  channel: DemoChannel;
  person: string;
  personName: string;
  lines: string[];
};

const ANSWER_TIMEOUT_MS = 20_000;
const POLL_MS = 40;

/** One customer writes their lines, each after the answer to the one before; the first silence ends it. */
export async function converse(part: Part): Promise<Conversation> {
  const { sandbox, channel, person, personName, lines } = part;
  let personId = "";
  for (const [index, text] of lines.entries()) {
    part.transcript.customer(channel, personName, text);
    const message = { account_id: channel.accountId, person, text };
    const written = await sandbox.write(message);
    personId = written.person_id;
    if (written.note !== null) part.transcript.note(`Meta does not deliver it: ${written.note}`);
    const answered = await waitForAnswer(part, index + 1);
    if (answered === null) {
      part.transcript.note(`${personName} waited ${ANSWER_TIMEOUT_MS / 1_000} s for an answer`);
      break;
    }
    const times = readCallTimes(await sandbox.listCalls());
    const ms = msBetween(times, answered.question, answered.answer);
    part.transcript.agent(channel, personName, answered.answer.text, ms);
  }
  return {
    name: `${personName} at ${channel.name}`,
    personId,
    plannedCount: lines.length,
    bubbles: await sandbox.listBubbles(channel.accountId, person),
  };
}

async function waitForAnswer(
  { sandbox, channel, person }: Part,
  answersExpected: number,
): Promise<{ question: Bubble; answer: Bubble } | null> {
  const giveUpAt = Date.now() + ANSWER_TIMEOUT_MS;
  while (Date.now() < giveUpAt) {
    const bubbles = await sandbox.listBubbles(channel.accountId, person);
    const answer = bubbles.filter(({ from }) => from === "page")[answersExpected - 1];
    const question = bubbles.filter(({ from }) => from === "customer")[answersExpected - 1];
    if (answer !== undefined && question !== undefined) return { question, answer };
    await sleep(POLL_MS);
  }
  return null;
}
