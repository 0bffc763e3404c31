import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { showLastMessage } from "#db/queries/conversations.ts";
import {
  ensureConversation,
  insertPageAnswer,
  lastSaidBefore,
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
  /** A person may have written it, just now. */
  maySilenceAgent: boolean;
};

/** Nobody reads and answers in less; instant replies, greetings and away messages of Meta's come at once. */
const AUTOMATIC_MS = 3_000;

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
    if (
      answer.maySilenceAgent &&
      channel.pauseOnPageAnswer &&
      !isAutomatic(await lastSaidBefore(tx, conversation.id, occurredAt), occurredAt) &&
      !(await wasHandedBackSince(tx, { tenantId, conversationId: conversation.id, at: occurredAt }))
    ) {
      await silenceAgent(tx, conversation.id, { by: "page_inbox" });
    }
    await enqueue({ tx, boss }, "answer-conversation", { conversationId: conversation.id });
    await announce(tx, tenantId, { type: "message", conversation_id: conversation.id });
    return { conversationId: conversation.id, isNew: true };
  });
  if (isNew) await refreshTarget(db, channel, externalMessageId);
  return { conversationId };
}

/** @param saidAt When the customer last said something before; null when never. */
function isAutomatic(saidAt: Date | null, answeredAt: Date): boolean {
  return saidAt === null || answeredAt.getTime() - saidAt.getTime() < AUTOMATIC_MS;
}
