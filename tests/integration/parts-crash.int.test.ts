import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type ManagedProcess, startProcess } from "#launch/processes.ts";
import { inProject } from "#launch/project-root.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";

const SHOES = "104829375610284";
const FAILPOINTS = pathToFileURL(inProject("tests/faults/failpoints.ts")).href;

const undo: (() => Promise<unknown>)[] = [];
const command = {
  hurry: new AbortController().signal,
  onStop: (step: () => Promise<void>) => void undo.push(step),
};

let product: Product;
beforeAll(async () => {
  product = await startProduct({ works: false });
  undo.push(product.stop);
  await product.control.set({ agent_latency_ms: 0, conversations_limit: false });
  await connect(product);
  await registerChannel(product.needs, product.viewer, { platform: "facebook", page_id: SHOES });
});
afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

/** A worker of its own, so that it can die as by `kill -9`. */
function startWorker(failpoint = ""): Promise<ManagedProcess> {
  return startProcess({
    name: "worker",
    args: ["--import", FAILPOINTS, inProject("worker/main.ts")],
    env: { ...process.env, FAILPOINT: failpoint },
    output: "quiet",
    ready: /^workers ready/,
    stopWithParent: true,
    command,
  });
}

const somebody = () => product.control.somebody(SHOES);

/** Three messages on Messenger. */
const sentence = (word: string) => `${`${word} `.repeat(1_500 / (word.length + 1)).trim()}.`;
const PARTS = [sentence("one"), sentence("two"), sentence("three")];

const rowsOf = (person: string) => product.sql<{ status: string; isStored: boolean }[]>`
  select m.status, m.stored_at_voice_agent_at is not null as "isStored"
  from messages m join conversations c on c.id = m.conversation_id
  where c.external_user_id = ${person} and m.direction = 'outbound' order by m.part`;

async function seenBy(person: string): Promise<string[]> {
  const response = await fetch(
    `${product.sandbox}/control/conversations?account_id=${SHOES}&person_id=${person}`,
  );
  const bubbles = z
    .array(z.looseObject({ from: z.string(), text: z.string().nullish() }))
    .parse(await response.json());
  return bubbles.filter(({ from }) => from !== "customer").map(({ text }) => text ?? "");
}

async function storedOf(person: string): Promise<string[]> {
  const { messages } = await product.control.voiceAgent();
  return messages
    .filter(({ external_user_id: id, direction }) => id === person && direction === "outbound")
    .map(({ message_text }) => message_text);
}

test.each([
  ["after Meta took the first part, with its echo", "send.after-answer:kill:1", false, 1],
  ["after Meta took the second part, without echoes", "send.after-answer:kill:2", true, 2],
  ["before Meta was asked to take the second part", "send.claimed:kill:2", false, 1],
])(
  "a worker that dies %s: the rest of the answer goes out once, in order",
  async (_when, failpoint, isWithoutEcho, sentBefore) => {
    await product.control.set({ echoes_dropped: isWithoutEcho });
    await product.control.fault({
      ...{ server: "voice-agent", path: "generate", kind: "status", status: 200, count: 1 },
      body: JSON.stringify({ message_text: PARTS.join("\n") }),
    });
    const person = await somebody();
    const dying = await startWorker(failpoint);
    await product.control.tell("messages", { account_id: SHOES, person_id: person, text: "Hi" });
    expect((await dying.exited).code).toBe(128 + 9);
    expect(await seenBy(person)).toEqual(PARTS.slice(0, sentBefore));
    expect((await rowsOf(person)).map(({ status }) => status)).toContain("sending");

    const next = await startWorker();
    await until(
      "all of it is sent and stored",
      async () =>
        (await rowsOf(person)).every(({ status, isStored }) => status === "sent" && isStored),
      50_000,
    );
    expect(await seenBy(person)).toEqual(PARTS);
    expect(await storedOf(person)).toEqual(PARTS);
    await next.stop();
  },
  90_000,
);
