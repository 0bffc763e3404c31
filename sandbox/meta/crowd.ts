import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { personIdAt } from "#sandbox/person-ids.ts";
import type { CrowdRun } from "#sandbox/state/crowds.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { openThread, type Thread } from "#sandbox/state/threads.ts";
import type { Account } from "#sandbox/world.ts";
import { newGuest } from "#sandbox/world-guests.ts";
import { type CustomerMessage, customersWrite, customerWrites } from "./customer-writes.ts";
import { planWriting } from "./plan-writing.ts";

export type Crowd = {
  account: Account;
  /** Number of the first guest. */
  first: number;
  people: number;
  messagesEach: number;
  overMs: number;
  textPrefix: string;
  /** Messages per delivery. */
  batch: number;
  /** How long ago they say they were written. */
  ageMs: number;
  seed: number;
};

/** Guests write, each their messages in order, spread over the time; goes on by itself. */
export function startCrowd(sandbox: Sandbox, crowd: Crowd): CrowdRun {
  const total = crowd.people * crowd.messagesEach;
  const run: CrowdRun = {
    id: randomUUID(),
    total,
    written: 0,
    acknowledged: 0,
    finishedAt: null,
  };
  sandbox.crowds.set(run.id, run);
  void write(sandbox, crowd, run);
  return run;
}

type Said = { thread: Thread; message: CustomerMessage };

const gatherMs = 200;

async function write(sandbox: Sandbox, crowd: Crowd, run: CrowdRun): Promise<void> {
  const queue = sandbox.deliveries;
  const startedAt = Date.now();
  let gathered: Said[] = [];
  let gatheredSince = 0;
  const send = () => {
    sendOff(sandbox, run, gathered);
    gathered = [];
  };
  for (const { at, person, number } of planWriting(crowd)) {
    const dueAt = startedAt + at;
    if (gathered.length > 0 && dueAt > gatheredSince + gatherMs) send();
    // Also lets others in now and then while everything is due at once.
    if (dueAt > Date.now() || run.written % 50 === 0) await sleep(Math.max(0, dueAt - Date.now()));
    if (queue.isCancelled) return;
    if (gathered.length === 0) gatheredSince = Date.now();
    gathered.push(say(sandbox, crowd, { person, number }));
    run.written += 1;
    if (gathered.length === crowd.batch) send();
  }
  send();
  run.finishedAt = Date.now();
}

function say(sandbox: Sandbox, crowd: Crowd, which: { person: number; number: number }): Said {
  const person = newGuest(crowd.first + which.person);
  const personId = personIdAt(crowd.account, person);
  const thread = openThread(sandbox.threads, { account: crowd.account, person, personId });
  const text = `${crowd.textPrefix} ${person.key} ${which.number}`.trim();
  if (crowd.ageMs === 0) return { thread, message: { text } };
  const timestamp = Math.max(Date.now() - crowd.ageMs, (thread.customerWroteAt ?? 0) + 1);
  return { thread, message: { text, timestamp } };
}

function sendOff(sandbox: Sandbox, run: CrowdRun, said: Said[]): void {
  const [only] = said;
  if (!only) return;
  const underway =
    said.length === 1
      ? customerWrites(sandbox, only.thread, only.message).underway
      : // One line for the whole run, because a body belongs to several people.
        customersWrite(sandbox, `crowd:${run.id}`, said);
  void underway.taken.then((isTaken) => {
    if (isTaken) run.acknowledged += said.length;
  });
}
