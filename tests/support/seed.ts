import { uuidv7 } from "uuidv7";
import type { Db } from "#db/client.ts";
import { type Channel, crmChannels } from "#db/schema/channels.ts";
import { type Conversation, conversations } from "#db/schema/conversations.ts";
import { type Message, messages } from "#db/schema/messages.ts";
import { type WebhookEvent, webhookEvents } from "#db/schema/webhook-events.ts";

type NewEvent = Pick<
  WebhookEvent,
  | "status"
  | "attempts"
  | "lastError"
  | "firstFailedAt"
  | "retryAt"
  | "processedAt"
  | "receivedAt"
  | "occurredAt"
  | "conversationKey"
  | "tenantId"
  | "eventType"
  | "payload"
>;

let pages = 700_000;

/** A channel in work, of a page that no other call got. */
export async function seedChannel(
  db: Db,
  tenantId: string,
  change: Partial<typeof crmChannels.$inferInsert> = {},
): Promise<Channel> {
  const page = String(++pages);
  const [channel] = await db
    .insert(crmChannels)
    .values({
      channelId: uuidv7(),
      tenantId,
      platform: "facebook",
      platformPageId: page,
      facebookPageId: page,
      name: "Shoes",
      pageAccessToken: "sealed",
      status: "active",
      ...change,
    })
    .returning();
  if (channel === undefined) throw new Error("No channel was added");
  return channel;
}

let people = 9_000;

export async function seedConversation(
  db: Db,
  channel: Channel,
  change: Partial<typeof conversations.$inferInsert> = {},
): Promise<Conversation> {
  const [conversation] = await db
    .insert(conversations)
    .values({
      tenantId: channel.tenantId,
      crmChannelId: channel.id,
      externalUserId: String(++people),
      voiceAgentConversationId: uuidv7(),
      lastMessageAt: new Date(),
      lastMessageText: "",
      ...change,
    })
    .returning();
  if (conversation === undefined) throw new Error("No conversation was added");
  return conversation;
}

const START = Date.now() - 24 * 60 * 60_000;
/** So that what is seeded later is newer. */
let minutes = 0;

/** A customer's message unless told otherwise. */
export async function seedMessage(
  db: Db,
  { id, tenantId, crmChannelId }: Conversation,
  change: Partial<typeof messages.$inferInsert> = {},
): Promise<Message> {
  const [message] = await db
    .insert(messages)
    .values({
      tenantId,
      crmChannelId,
      conversationId: id,
      direction: "inbound",
      handledBy: "facebook_webhook",
      text: "Are you open on Sunday?",
      status: "received",
      occurredAt: new Date(START + ++minutes * 60_000),
      ...change,
    })
    .returning();
  if (message === undefined) throw new Error("No message was added");
  return message;
}

/** The agent's answer to a message of the customer's. */
export function seedAnswer(
  db: Db,
  conversation: Conversation,
  question: Message,
  change: Partial<typeof messages.$inferInsert>,
): Promise<Message> {
  return seedMessage(db, conversation, {
    direction: "outbound",
    handledBy: "ai_agent",
    inReplyTo: question.id,
    text: "Yes, from ten.",
    ...change,
  });
}

/** A message event of a customer of a channel's. */
export async function seedEvent(
  db: Db,
  channel: Channel,
  customer: string,
  change: Partial<NewEvent> = {},
): Promise<string> {
  const at = new Date(START + ++minutes * 60_000);
  const mid = `m_${uuidv7()}`;
  const values: typeof webhookEvents.$inferInsert = {
    platform: "page",
    status: "received",
    eventType: "message",
    pageId: channel.platformPageId,
    senderId: customer,
    tenantId: channel.tenantId,
    payload: { sender: { id: customer }, message: { mid, text: "Hi" } },
    dedupeKey: mid,
    conversationKey: `${channel.platformPageId}:${customer}`,
    deliveryId: uuidv7(),
    occurredAt: at,
    receivedAt: at,
    ...change,
  };
  const [event] = await db.insert(webhookEvents).values(values).returning({ id: webhookEvents.id });
  if (event === undefined) throw new Error("No event was added");
  return event.id;
}

/** As a worker leaves an event that it gave up. */
export const DEAD = {
  status: "dead",
  attempts: 8,
  lastError: "voice-agent.unavailable",
  firstFailedAt: new Date(START),
  retryAt: null,
  processedAt: new Date(START),
} as const satisfies Partial<NewEvent>;
