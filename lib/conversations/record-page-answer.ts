import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { showLastMessage } from "#db/queries/conversations.ts";
import {
  ensureConversation,
  insertPageAnswer,
  type Said,
  saidBefore,
  wasHandedBackSince,
} from "#db/queries/page-answers.ts";
import type { Channel } from "#db/schema/channels.ts";
import type { Message } from "#db/schema/messages.ts";
import { announce } from "#lib/live/live.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import { conversationIdOf } from "#lib/voice-agent/conversation-id.ts";
import { previewOf, refreshTarget } from "./refresh-target.ts";
import { silenceAgent } from "./silence-agent.ts";

type PageAnswer = Pick<
  Message,
  "origin" | "text" | "attachments" | "metadata" | "targetExternalId" | "occurredAt"
> & {
  channel: Channel & { channelId: string };
  externalUserId: string;
  externalMessageId: string;
  /** When it may have been written by a person who goes on; null when it is too old, or not to be obeyed. */
  silencesAt: Date | null;
  /** Meta itself may have said it, without anybody. */
  mayBeAutomatic: boolean;
};

/**
 * Instant replies, away messages and greetings of Meta's come at once; nothing tells them from what a
 * person writes but that. A person can only be as fast when they were writing already, and then
 * writes on: their next word silences the agent. The other mistake would silence it with every new
 * customer of a page that greets.
 */
const AUTOMATIC_MS = 1_000;

/**
 * Keeps what the page said without us: somebody in Meta's own inbox, or another app. It goes to
 * dm-voice-agent as a person's answer, and silences the agent in this conversation unless the channel
 * says otherwise or nobody can have written it.
 */
export async function recordPageAnswer(
  { db, boss }: { db: Db; boss: PgBoss },
  answer: PageAnswer,
): Promise<{ conversationId: string }> {
  const { channel, externalUserId, occurredAt, externalMessageId } = answer;
  const { tenantId } = channel;
  const shown = { at: occurredAt, text: previewOf({ ...answer, deletedAt: null }) };
  const { conversationId, isNew } = await db.transaction(async (tx) => {
    const key = {
      tenantId,
      crmChannelId: channel.id,
      externalUserId,
      voiceAgentConversationId: conversationIdOf(channel.channelId, externalUserId),
    };
    const conversation = await ensureConversation(tx, key, shown);
    const added = await insertPageAnswer(tx, {
      tenantId,
      crmChannelId: channel.id,
      conversationId: conversation.id,
      externalMessageId,
      origin: answer.origin,
      text: answer.text,
      attachments: answer.attachments,
      metadata: answer.metadata,
      targetExternalId: answer.targetExternalId,
      occurredAt,
    });
    if (added === null) return { conversationId: conversation.id, isNew: false };
    await showLastMessage(tx, conversation.id, shown);
    if (await isByPerson(tx, conversation.id, answer)) {
      await silenceAgent(tx, conversation.id, { by: "page_inbox" });
    }
    await enqueue({ tx, boss }, "answer-conversation", { conversationId: conversation.id });
    await announce(tx, tenantId, { type: "message", conversation_id: conversation.id });
    return { conversationId: conversation.id, isNew: true };
  });
  if (isNew) await refreshTarget(db, channel, externalMessageId);
  return { conversationId };
}

/** Whether somebody talks with the customer who shall not be interrupted. */
async function isByPerson(
  tx: Db,
  conversationId: string,
  { channel, silencesAt: at, mayBeAutomatic }: PageAnswer,
): Promise<boolean> {
  if (at === null || !channel.pauseOnPageAnswer) return false;
  const said = await saidBefore(tx, conversationId, at);
  if (isAutomatic(said, { at, mayBeAutomatic })) return false;
  return !(await wasHandedBackSince(tx, { tenantId: channel.tenantId, conversationId, at }));
}

/** Meta's own apps answer a customer's word before we do; a page that writes first has nobody to answer. */
function isAutomatic(
  { customerAt, isAnswered }: Said,
  { at, mayBeAutomatic }: { at: Date; mayBeAutomatic: boolean },
): boolean {
  if (isAnswered) return false;
  if (customerAt === null) return true;
  return mayBeAutomatic && at.getTime() - customerAt.getTime() < AUTOMATIC_MS;
}
