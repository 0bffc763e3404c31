import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { listAlerts } from "#lib/alerts/list-alerts.ts";
import { decideHeld } from "#lib/attention/decide-held.ts";
import { listAttention } from "#lib/attention/list-attention.ts";
import { replayMessage } from "#lib/attention/replay-message.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { listMessages } from "#lib/conversations/list-messages.ts";
import { writeAnswer } from "#lib/conversations/write-answer.ts";
import { answerSchema } from "#lib/forms/answers.ts";
import type { Decision } from "#lib/forms/attention.ts";
import type { Content } from "#lib/forms/outgoing-content.ts";
import { startWorkers } from "#lib/jobs/start-workers.ts";
import { openAttachment } from "#lib/media/open-media.ts";
import { markSeen } from "#lib/replies/mark-seen.ts";
import { react } from "#lib/replies/react.ts";
import { uploadFile } from "#lib/replies/upload-file.ts";
import type { Services } from "#lib/services.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";

const SHOES = "104829375610284";
const SHOES_INSTAGRAM = "17841405309211844";
const SEND = { server: "graph", method: "POST", path: "me/messages" };
const UPLOAD = { server: "graph", method: "POST", path: "message_attachments" };
const url = "https://files.example/shoe.png";
const FAMILY = "👨‍👩‍👧‍👦";

let product: Product;
let needs: Services;
/** What the agent answers to the one customer whom a test is about. */
let agentSays: Partial<Awaited<ReturnType<Services["voiceAgent"]["generate"]>>> = {};

beforeAll(async () => {
  product = await startProduct({ works: false });
  const { voiceAgent } = product.needs;
  needs = {
    ...product.needs,
    voiceAgent: {
      ...voiceAgent,
      generate: async (agentId, turn) => ({
        ...(await voiceAgent.generate(agentId, turn)),
        ...agentSays,
      }),
    },
  };
  await product.control.set({ agent_latency_ms: 0, conversations_limit: false });
  await connect(product);
  await registerChannel(needs, product.viewer, { platform: "facebook", page_id: SHOES });
  await registerChannel(needs, product.viewer, { platform: "instagram", page_id: SHOES });
  await startWorkers(needs);
});
afterAll(() => product.stop());
beforeEach(async () => {
  agentSays = {};
  await product.control.clearFaults();
  await product.control.set({ echoes_dropped: false, echo_delay_ms: 0 });
});

const noExtras = { quick_replies: [], attachments: [], handover: false };
const says = (text: string, extras: Partial<typeof agentSays.extras> = {}) => {
  agentSays = { text, extras: { ...noExtras, ...extras } };
};
const sentence = (word: string) => `${`${word} `.repeat(1_200 / (word.length + 1))}`.trim();
/** Two messages on Messenger. */
const LONG = [sentence("one"), sentence("two")].join(".\n");

const somebody = (account = SHOES) => product.control.somebody(account);

async function write(person: string, text: string, account = SHOES): Promise<string> {
  const mid = `m_parts_${randomUUID()}`;
  const event = {
    sender: { id: person },
    recipient: { id: account },
    timestamp: Date.now(),
    message: { mid, text },
  };
  const object = account === SHOES ? "page" : "instagram";
  const body = { object, entry: [{ id: account, time: Date.now(), messaging: [event] }] };
  await product.control.deliver({ body });
  return mid;
}

type Row = {
  id: string;
  text: string | null;
  status: string;
  error: string | null;
  mid: string;
  stored: boolean;
};
function rowsOf(person: string) {
  return product.sql<Row[]>`
    select m.id, m.text, m.status, m.last_error as error, m.external_message_id as mid,
      m.stored_at_voice_agent_at is not null as stored
    from messages m join conversations c on c.id = m.conversation_id
    where c.external_user_id = ${person} and m.direction = 'outbound'
    order by m.occurred_at, m.id`;
}
const rowsAre = (person: string, statuses: string[]) =>
  until(
    `they are ${statuses.join(", ")}`,
    async () => {
      const rows = await rowsOf(person);
      const isSo = rows.map(({ status }) => status).join() === statuses.join();
      return isSo && rows.every(({ status, stored }) => status !== "sent" || stored) && rows;
    },
    20_000,
  );

async function seenBy(person: string, account = SHOES) {
  const response = await fetch(
    `${product.sandbox}/control/conversations?account_id=${account}&person_id=${person}`,
  );
  const bubbles = z
    .array(
      z.looseObject({
        mid: z.string(),
        from: z.string(),
        text: z.string().nullish(),
        attachments: z.array(z.looseObject({ type: z.string() })).nullish(),
      }),
    )
    .parse(await response.json());
  return bubbles.filter(({ from }) => from !== "customer");
}
/** Each of our bubbles by its words, or by what is in it. */
const shown = async (person: string, account = SHOES) =>
  (await seenBy(person, account)).map(
    ({ text, attachments }) => text || (attachments ?? []).map(({ type }) => type).join("+"),
  );

async function storedWith(person: string) {
  const { messages } = await product.control.voiceAgent();
  return messages.filter(
    ({ external_user_id, direction }) => external_user_id === person && direction === "outbound",
  );
}

async function conversationOf(person: string) {
  const [row] = await product.sql<{ id: string; paused: string | null; due: string | null }[]>`
    select id, ai_paused_by as paused, reply_due_for as due
    from conversations where external_user_id = ${person}`;
  return row ?? { id: "", paused: null, due: null };
}

async function answer(person: string, content: Content, clientId: string = randomUUID()) {
  const { id } = await conversationOf(person);
  const input = answerSchema.parse({ ...content, client_id: clientId });
  return writeAnswer(needs, product.viewer, { conversation_id: id, ...input });
}

/** A customer whom the agent has answered. */
async function customer(account = SHOES): Promise<string> {
  const person = await somebody(account);
  await write(person, "Hi", account);
  await rowsAre(person, ["sent"]);
  return person;
}

const halves = (person: string) => rowsOf(person).then((rows) => rows.map(({ text }) => text));

describe("a long answer of the agent", () => {
  test("goes out in parts, in order, and each is stored by its own id", async () => {
    const person = await somebody();
    says(LONG);
    await write(person, "Hi");
    const rows = await rowsAre(person, ["sent", "sent"]);
    const texts = rows.map(({ text }) => text ?? "");
    expect(texts.join("\n")).toBe(LONG);
    expect(await shown(person)).toEqual(texts);
    expect((await storedWith(person)).map(({ external_msg_id }) => external_msg_id)).toEqual(
      rows.map(({ mid }) => mid),
    );
  });

  test("on Instagram counts bytes and leaves families whole", async () => {
    const person = await somebody(SHOES_INSTAGRAM);
    const text = `${"Да, конечно. ".repeat(60)}${FAMILY.repeat(60)}`;
    says(text);
    await write(person, "Привет", SHOES_INSTAGRAM);
    const rows = await rowsAre(person, ["sent", "sent", "sent", "sent"]);
    const texts = rows.map((row) => row.text ?? "");
    for (const part of texts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(1_000);
    expect(texts.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    expect(await shown(person, SHOES_INSTAGRAM)).toEqual(texts);
  });

  test.each([
    ["Messenger", SHOES, false],
    ["Instagram", SHOES_INSTAGRAM, false],
    ["Messenger, without echoes", SHOES, true],
    ["Instagram, without echoes", SHOES_INSTAGRAM, true],
  ])(
    "in doubt between its parts reaches the customer once, on %s",
    async (_n, account, dropped) => {
      const person = await somebody(account);
      await product.control.set({ echoes_dropped: dropped });
      says(account === SHOES ? LONG : LONG.slice(0, 1_400));
      await product.control.fault({ ...SEND, kind: "reset-after" });
      await write(person, "Hi", account);
      await rowsAre(person, ["sent", "sent"]);
      expect(await shown(person, account)).toEqual(await halves(person));
    },
  );

  test("is finished although the customer wrote after its first part", async () => {
    const person = await somebody();
    says("Look at this", { attachments: [{ type: "image", url: `${url}?midway` }] });
    await product.control.fault({ ...UPLOAD, kind: "status", status: 503 });
    await write(person, "Hi");
    await until("the second part waits", async () => {
      const [first, second] = await rowsOf(person);
      return first?.status === "sent" && second?.error !== null && second?.status === "queued";
    });
    says("And this is the next answer");
    await write(person, "Are you there?");
    await until("the next answer is due", async () => (await conversationOf(person)).due !== null);
    await product.control.clearFaults();
    await rowsAre(person, ["sent", "sent", "sent"]);
    expect(await shown(person)).toEqual(["Look at this", "image", "And this is the next answer"]);
  });

  test("a part that was sent after all while its file is refused is stored", async () => {
    const person = await somebody();
    says("Look at this", { attachments: [{ type: "image", url: `${url}?late-echo` }] });
    const refusal = { kind: "graph-error", code: 10, status: 403, latency_ms: 1_000, count: 1 };
    const hits = async () => (await product.control.faultHits())["graph graph-error"] ?? 0;
    const before = await hits();
    await product.control.fault({ ...UPLOAD, ...refusal });
    await write(person, "Hi");
    await until("its file is being uploaded", async () => (await hits()) > before);
    // As by the late echo of an earlier request.
    await product.sql`update messages m set status = 'sent', sent_at = now(), claimed_at = now(),
        send_attempts = 1, external_message_id = ${`m_late_${person}`}
      from conversations c where c.id = m.conversation_id and c.external_user_id = ${person}
        and m.part = 1`;
    await until("it is stored", async () => {
      const [row] = await product.sql`select stored_at_voice_agent_at as at, last_error as error
        from messages where external_message_id = ${`m_late_${person}`}`;
      if (row?.error) throw new Error(row.error);
      return row?.at != null;
    });
  });

  test("is dropped as a whole when the customer wrote before its first part", async () => {
    const person = await somebody();
    says(LONG);
    await product.control.fault({ ...SEND, kind: "graph-error", code: 613, status: 400 });
    await write(person, "Hi");
    await until("it waits", async () => {
      const rows = await rowsOf(person);
      return rows.length === 2 && rows[0]?.status === "queued" && rows[0].error !== null;
    });
    says("Short");
    await write(person, "Hello?");
    await product.control.clearFaults();
    await product.sql`delete from upstream_pauses`;
    const rows = await rowsAre(person, ["failed", "failed", "sent"]);
    expect(rows.map(({ error }) => error)).toEqual([
      "replies.superseded",
      "replies.earlier-part-failed",
      null,
    ]);
    expect(await shown(person)).toEqual(["Short"]);
  });

  test("that Meta refuses is one thing for a person, and tried again goes out whole", async () => {
    const person = await somebody();
    says(LONG);
    await product.control.fault({ ...SEND, kind: "graph-error", code: 100, status: 400 });
    await write(person, "Hi");
    const [first, second] = await rowsAre(person, ["failed", "failed"]);
    expect(second?.error).toBe("replies.earlier-part-failed");
    await product.control.clearFaults();
    const { messages } = await listAttention(needs, product.viewer);
    const mine = messages.filter(({ external_user_id }) => external_user_id === person);
    expect(mine.map(({ id }) => id)).toEqual([first?.id]);

    expect(await replayMessage(needs, product.viewer, second?.id ?? "")).toBe("replayed");
    await rowsAre(person, ["sent", "sent"]);
    expect(await shown(person)).toEqual(await halves(person));
  });
});

describe("a part that nobody can tell about holds the others until a person decides", () => {
  async function held() {
    const person = await somebody();
    says(LONG);
    await product.control.set({ echoes_dropped: true });
    await product.control.fault({ ...SEND, kind: "reset-after" });
    const list = { server: "graph", path: "conversations", kind: "graph-error", code: 200 };
    await product.control.fault(list);
    await write(person, "Hi");
    const [first] = await rowsAre(person, ["held", "queued"]);
    await product.control.clearFaults();
    const decide = (decision: Decision) =>
      decideHeld(needs, product.viewer, { id: first?.id ?? "", decision });
    return { person, decide };
  }

  test.each([
    ["mark-sent", 2],
    ["send-again", 3],
    ["check", 2],
  ] as const)("%s: the rest follows", async (decision, bubbles) => {
    const { person, decide } = await held();
    expect(await decide(decision)).toBe("done");
    await rowsAre(person, ["sent", "sent"]);
    expect(await shown(person)).toHaveLength(bubbles);
    expect((await shown(person)).at(-1)).toBe((await halves(person)).at(-1));
  });

  test("mark-unsent: the rest is not sent either, and asks nobody", async () => {
    const { person, decide } = await held();
    await decide("mark-unsent");
    const rows = await rowsAre(person, ["failed", "failed"]);
    expect(rows.map(({ error }) => error)).toEqual([
      "replies.marked-unsent",
      "replies.earlier-part-failed",
    ]);
    expect(await shown(person)).toHaveLength(1);
  });

  test("once the conversation went on, the rest would come too late", async () => {
    const { person, decide } = await held();
    says("A newer answer");
    await write(person, "Hello?");
    await rowsAre(person, ["held", "queued", "sent"]);
    await decide("mark-sent");
    const rows = await rowsAre(person, ["sent", "failed", "sent"]);
    expect(rows[1]?.error).toBe("replies.superseded");
    expect((await shown(person)).at(-1)).toBe("A newer answer");
  });
});

describe("what the agent says beside its text", () => {
  test("follows it: quick replies with the text, files after it", async () => {
    const person = await somebody();
    const quick_replies = [{ content_type: "text" as const, title: "Yes" }];
    says("Is it this one?", { quick_replies });
    await write(person, "Hi");
    await rowsAre(person, ["sent"]);
    const calls = await product.control.log("?server=graph&method=POST&path=me/messages");
    expect(JSON.stringify(calls.map(({ request }) => request))).toContain('"payload":"Yes"');
    says("And that", { attachments: [{ type: "image", url: `${url}?extras` }] });
    await write(person, "No");
    await rowsAre(person, ["sent", "sent", "sent"]);
    expect(await shown(person)).toEqual(["Is it this one?", "And that", "image"]);
    expect((await storedWith(person)).map(({ message_text }) => message_text)).toEqual([
      "Is it this one?",
      "And that",
      "[attachment]",
    ]);
  });

  test("a handover silences it and calls a person, until one has come", async () => {
    const open = async () =>
      (await listAlerts(needs, product.viewer)).alerts.filter(
        ({ kind, closed_at }) => kind === "replies.handover" && closed_at === null,
      );
    const person = await somebody();
    says("A colleague will answer you", { handover: true });
    await write(person, "I want a person");
    await rowsAre(person, ["sent"]);
    const { id, paused } = await conversationOf(person);
    expect(paused).toBe("agent");
    expect(await open()).toMatchObject([{ conversation_id: id }]);

    agentSays = {};
    const mid = await write(person, "Hello?");
    await until("it is stored", async () => {
      const rows = await product.sql`
        select 1 from messages where external_message_id = ${mid}
        and stored_at_voice_agent_at is not null`;
      return rows.length === 1;
    });
    await until("no answer is due", async () => (await conversationOf(person)).due === null);
    expect(await shown(person)).toEqual(["A colleague will answer you"]);

    await answer(person, { text: "I am a person" });
    await rowsAre(person, ["sent", "sent"]);
    expect((await conversationOf(person)).paused).toBe("teammate");
    expect(await open()).toEqual([]);
  });
});

describe("a teammate's answer", () => {
  const uploads = async () =>
    (await product.control.log("?server=graph&method=POST&path=message_attachments")).length;

  test("with a file is two messages, known as one by its client_id", async () => {
    const person = await customer();
    const content: Content = { text: "Our shoe", attachment: { type: "image", url } };
    const clientId = randomUUID();
    expect(await answer(person, content, clientId)).toMatchObject({ status: "written" });
    expect(await answer(person, content, clientId)).toMatchObject({ status: "known" });
    expect(await answer(person, { text: "Our shoe" }, clientId)).toEqual({
      status: "refused",
      code: "client_id_taken",
    });
    await rowsAre(person, ["sent", "sent", "sent"]);
    expect((await shown(person)).slice(1)).toEqual(["Our shoe", "image"]);
  });

  test("with a file that was sent before does not upload it again", async () => {
    const person = await customer();
    const attachment = { type: "image", url: `${url}?again` } as const;
    const before = await uploads();
    await answer(person, { attachment });
    await answer(person, { attachment });
    await rowsAre(person, ["sent", "sent", "sent"]);
    expect((await uploads()) - before).toBe(1);
    expect((await shown(person)).slice(1)).toEqual(["image", "image"]);
  });

  test("with an upload that Meta has forgotten makes a new one", async () => {
    const person = await customer();
    const attachment = { type: "image", url: `${url}?stale` } as const;
    await answer(person, { attachment });
    await rowsAre(person, ["sent", "sent"]);
    await product.sql`update meta_attachments set attachment_id = '404404404404'`;
    const before = await uploads();
    await answer(person, { attachment });
    await rowsAre(person, ["sent", "sent", "sent"]);
    expect((await uploads()) - before).toBe(1);
  });

  test("that Meta would refuse is told before, and leaves nothing behind", async () => {
    const person = await customer(SHOES_INSTAGRAM);
    const email = { content_type: "user_email" as const };
    expect(await answer(person, { text: "Your address?", quick_replies: [email] })).toEqual({
      status: "refused",
      code: "content_refused",
      problems: [{ field: "quick_replies.0.content_type", code: "not_on_instagram" }],
    });
    expect(await rowsOf(person)).toHaveLength(1);
  });

  test("can carry a file of the teammate's own", async () => {
    const person = await customer();
    const { id } = await conversationOf(person);
    const png = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      "base64",
    );
    const file = new File([png], "shoe.png", { type: "image/png" });
    const uploaded = await uploadFile(needs, product.viewer, { conversation_id: id, file });
    if ("refused" in uploaded) throw new Error(uploaded.refused);
    await answer(person, { attachment: uploaded });
    await rowsAre(person, ["sent", "sent"]);
    expect((await shown(person)).at(-1)).toBe("image");
    const row = await until("the inbox can show it", async () => {
      const page = await listMessages(needs, product.viewer, { conversation_id: id });
      const sent = page?.messages.find(({ attachments }) => attachments.length > 0);
      return sent?.attachments[0]?.media_index === 0 && sent;
    });
    const asked = { messageId: row.id, index: 0, range: null, signal: AbortSignal.timeout(5_000) };
    const media = await openAttachment(needs, product.viewer, asked);
    if (media === null || media.status === "refused") throw new Error("It cannot be read");
    expect(Buffer.from(await new Response(media.body).arrayBuffer())).toEqual(png);

    const pdf = new File(["x"], "a.zip", { type: "nonsense" });
    expect(await uploadFile(needs, product.viewer, { conversation_id: id, file: pdf })).toEqual({
      refused: "type_not_taken",
    });
    const nowhere = { conversation_id: randomUUID(), file };
    expect(await uploadFile(needs, product.viewer, nowhere)).toEqual({ refused: "not_found" });
  });
});

test("a teammate reacts to what a customer wrote, takes it back, and shows that it was read", async () => {
  const person = await somebody();
  const told = await product.control.tell("messages", {
    account_id: SHOES,
    person_id: person,
    text: "Lovely shoes",
  });
  expect(told).toBeDefined();
  await rowsAre(person, ["sent"]);
  const { id } = await conversationOf(person);
  const [message] = await product.sql<{ id: string }[]>`
    select id from messages where conversation_id = ${id} and direction = 'inbound'`;
  const message_id = message?.id ?? "";
  const reactions = async () => {
    const [row] = await product.sql<{ reactions: { by: string; reaction: string }[] }[]>`
      select reactions from messages where id = ${message_id}`;
    return row?.reactions.map(({ by, reaction }) => `${by} ${reaction}`);
  };

  expect(await react(needs, product.viewer, { message_id, reaction: "like" })).toBe("done");
  expect(await react(needs, product.viewer, { message_id, reaction: "love" })).toBe("done");
  expect(await reactions()).toEqual(["page love"]);
  expect(await react(needs, product.viewer, { message_id, reaction: null })).toBe("done");
  expect(await reactions()).toEqual([]);
  const stranger = { tenantId: randomUUID() };
  expect(await react(needs, stranger, { message_id, reaction: "love" })).toBe("not_found");

  expect(await markSeen(needs, product.viewer, id)).toBe(true);
  expect(await markSeen(needs, stranger, id)).toBeNull();
  await product.control.fault({ ...SEND, kind: "graph-error", code: 100, status: 400 });
  expect(await markSeen(needs, product.viewer, id)).toBe(false);
});
