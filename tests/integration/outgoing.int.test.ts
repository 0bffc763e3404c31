import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { findServingChannel } from "#db/queries/channels.ts";
import { findConversationById } from "#db/queries/conversations.ts";
import { changeSettings } from "#lib/channels/change-channel.ts";
import { listChannels } from "#lib/channels/list-channels.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { writeAnswer } from "#lib/conversations/write-answer.ts";
import { answerSchema } from "#lib/forms/answers.ts";
import { contentSchema } from "#lib/forms/outgoing-content.ts";
import { toParts } from "#lib/forms/outgoing-parts.ts";
import type { Platform } from "#lib/forms/views.ts";
import { toMessage } from "#lib/meta/outgoing/to-message.ts";
import { markSeen } from "#lib/replies/mark-seen.ts";
import { react } from "#lib/replies/react.ts";
import { showTyping } from "#lib/replies/show-typing.ts";
import { uploadFile } from "#lib/replies/upload-file.ts";
import { titleOf } from "#tests/fixtures/fixture.ts";
import { frame } from "#tests/fixtures/frame.ts";
import { ACTIONS, OUTGOING, type Outgoing } from "#tests/fixtures/outgoing.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";

const ACCOUNTS = { facebook: "104829375610284", instagram: "17841405309211844" } as const;
const PLATFORMS = ["facebook", "instagram"] as const;

let product: Product;
const customers: Record<Platform, string[]> = { facebook: [], instagram: [] };

beforeAll(async () => {
  product = await startProduct();
  const { needs, viewer, control } = product;
  await control.set({ agent_latency_ms: 0, conversations_limit: false });
  await connect(product);
  for (const platform of PLATFORMS) {
    await registerChannel(needs, viewer, { platform, page_id: ACCOUNTS.facebook });
    const query = `account_id=${ACCOUNTS[platform]}&count=${OUTGOING.length + 6}`;
    const answer = await fetch(`${product.sandbox}/control/guests?${query}`);
    const guests = z.array(z.looseObject({ person_id: z.string() })).parse(await answer.json());
    customers[platform] = guests.map(({ person_id }) => person_id);
  }
  await letAgentAnswer(false);
});
afterAll(() => product.stop());

async function letAgentAnswer(ai_enabled: boolean): Promise<void> {
  for (const { id } of await listChannels(product.needs, product.viewer)) {
    await changeSettings(product.needs, product.viewer, { id, ai_enabled });
  }
}

describe.each(PLATFORMS)("%s", (platform) => {
  test.each(OUTGOING.map((outgoing) => [titleOf(outgoing, platform), outgoing] as const))(
    "%s",
    async (_title, outgoing) => {
      const { customer, id } = await customerOf(platform);
      const content = contentSchema.parse(await contentOf(outgoing, id));
      const input = answerSchema.parse({ ...content, client_id: randomUUID() });
      const written = await writeAnswer(product.needs, product.viewer, {
        conversation_id: id,
        ...input,
      });
      const refusal = outgoing.refused?.[platform];
      if (refusal !== undefined) {
        const { code } = refusal;
        const refused = { status: "refused", code: "content_refused", problems: [{ code }] };
        expect(written).toMatchObject(refused);
        expect(await seenBy(platform, customer)).toEqual([]);
        return;
      }
      expect(written).toMatchObject({ status: "written" });
      const { seen } = outgoing;
      const expected = "facebook" in seen ? seen[platform] : seen;
      await until("all of it is sent", async () => {
        const rows = await product.sql<{ status: string }[]>`
          select status from messages where conversation_id = ${id} and direction = 'outbound'`;
        return rows.length === expected.length && rows.every(({ status }) => status === "sent");
      });
      expect(await seenBy(platform, customer)).toEqual(expected);
      const requests = await requestsTo(customer);
      const members = requests.flatMap(({ message }) => (message ? [Object.keys(message)] : []));
      expect(members).toEqual(
        toParts(content, platform).map(({ text, content: more }) =>
          Object.keys(toMessage(more ?? { text: text ?? "" }, "")),
        ),
      );
    },
  );

  test(titleOf(ACTIONS.typing_on, platform), async () => {
    onTestFinished(() => letAgentAnswer(false));
    onTestFinished(() => product.control.set({ agent_latency_ms: 0 }).then(() => {}));
    await product.control.set({ agent_latency_ms: 500 });
    await letAgentAnswer(true);
    const { customer } = await customerOf(platform);
    await until("it types", () => hasDone(customer, "typing_on"));
    await until("it is answered", async () => (await seenBy(platform, customer)).length === 1);
  });

  test(titleOf(ACTIONS.mark_seen, platform), async () => {
    const { customer, id } = await customerOf(platform);
    expect(await markSeen(product.needs, product.viewer, id)).toBe(true);
    expect(await hasDone(customer, "mark_seen")).toBe(true);
  });

  test.each([
    [titleOf(ACTIONS.react, platform), "react", ["page love"]],
    [titleOf(ACTIONS.unreact, platform), "unreact", []],
  ] as const)("%s", async (_title, action, left) => {
    const { customer, id } = await customerOf(platform);
    const [row] = await product.sql<{ id: string }[]>`
      select id from messages where conversation_id = ${id} and direction = 'inbound'`;
    const message_id = row?.id ?? "";
    const { needs, viewer } = product;
    expect(await react(needs, viewer, { message_id, reaction: "love" })).toBe("done");
    if (action === "unreact") {
      expect(await react(needs, viewer, { message_id, reaction: null })).toBe("done");
    }
    expect(await hasDone(customer, action)).toBe(true);
    const [message] = await product.sql<{ reactions: { by: string; reaction: string }[] }[]>`
      select reactions from messages where id = ${message_id}`;
    expect(message?.reactions.map(({ by, reaction }) => `${by} ${reaction}`)).toEqual(left);
  });
});

test("an answer does not wait for Meta's word on typing, which does not come behind it either", async () => {
  const { control } = product;
  onTestFinished(async () => {
    await control.clearFaults();
    await control.set({ agent_latency_ms: 0 });
    await letAgentAnswer(false);
  });
  await control.set({ agent_latency_ms: 500 });
  await letAgentAnswer(true);
  const typing = { server: "graph", path: "/messages$", count: 1 };
  await control.fault({ ...typing, kind: "hang" });
  const { customer } = await customerOf("facebook");
  // Behind the word on typing it would be 15 s (lib/services.ts).
  const isAnswered = async () => (await seenBy("facebook", customer)).length === 1;
  await until("it is answered", isAnswered, 12_000);
  expect(await hasDone(customer, "typing_on")).toBe(false);
});

test("typing that was not told of when the answer is ready is left", async () => {
  const { needs } = product;
  const { customer, id } = await customerOf("facebook");
  const conversation = await findConversationById(needs.db, id);
  const channel = await findServingChannel(needs.db, ACCOUNTS.facebook);
  if (conversation === null || channel?.channelId == null) throw new Error("There is no turn");
  const turn = {
    conversation,
    channel: { ...channel, channelId: channel.channelId },
    quietForMs: 0,
  };
  const calls = (await product.control.log("?bodies=0")).length;
  await showTyping(turn, needs)();
  // A second one takes the same way and begins later: what the first had to tell is told by then.
  const endTyping = showTyping(turn, needs);
  await until("it types", () => hasDone(customer, "typing_on"));
  await endTyping();
  expect(await product.control.log("?bodies=0")).toHaveLength(calls + 1);
});

/** Somebody who has just written, and whom nobody has answered. */
async function customerOf(platform: Platform): Promise<{ customer: string; id: string }> {
  const customer = customers[platform].pop() ?? "";
  const account = ACCOUNTS[platform];
  const at = Date.now();
  const said = {
    sender: { id: customer },
    recipient: { id: account },
    timestamp: at,
    message: { mid: `m_${customer}`, text: "Hello" },
  };
  await product.control.deliver({ body: frame({ platform, account, at }, [said]) });
  return until("it is here", async () => {
    const [row] = await product.sql<{ id: string }[]>`
      select c.id from conversations c join webhook_events e on e.sender_id = c.external_user_id
      where c.external_user_id = ${customer} and e.status = 'processed'`;
    return row && { customer, id: row.id };
  });
}

async function contentOf({ content, upload }: Outgoing, id: string): Promise<object> {
  if (upload === undefined) return content;
  const file = { conversation_id: id, file: upload };
  const attachment = await uploadFile(product.needs, product.viewer, file);
  if ("refused" in attachment) throw new Error(attachment.refused);
  return { attachment };
}

const bubblesSchema = z.array(
  z.looseObject({
    from: z.string(),
    text: z.string().nullish(),
    attachments: z.array(z.looseObject({ type: z.string() })).nullish(),
  }),
);

/** Each of our messages by its words, or by what is in it. */
async function seenBy(platform: Platform, customer: string): Promise<string[]> {
  const query = `account_id=${ACCOUNTS[platform]}&person_id=${customer}`;
  const answer = await fetch(`${product.sandbox}/control/conversations?${query}`);
  return bubblesSchema
    .parse(await answer.json())
    .filter(({ from }) => from !== "customer")
    .map(({ text, attachments }) => text || (attachments ?? []).map(({ type }) => type).join("+"));
}

const requestSchema = z.looseObject({
  body: z.looseObject({
    recipient: z.looseObject({ id: z.string() }),
    sender_action: z.string().optional(),
    message: z.looseObject({}).optional(),
  }),
});

/** What Meta took for the customer, in order. */
async function requestsTo(customer: string) {
  const calls = await product.control.log("?server=graph&method=POST&path=me/messages");
  return calls.flatMap(({ status, request }) => {
    const body = requestSchema.safeParse(request).data?.body;
    return status === 200 && body?.recipient.id === customer ? [body] : [];
  });
}

async function hasDone(customer: string, action: string): Promise<boolean> {
  const requests = await requestsTo(customer);
  return requests.some(({ sender_action }) => sender_action === action);
}
