import { findConversationById } from "#db/queries/conversations.ts";
import { findReplyTo, insertReply } from "#db/queries/messages.ts";
import type { Message } from "#db/schema/messages.ts";
import { pageTokenOf } from "#lib/channels/page-token.ts";
import { errorCode } from "#lib/errors.ts";
import { announce } from "#lib/live/live.ts";
import { log } from "#lib/log.ts";
import { sendTyping } from "#lib/meta/send.ts";
import type { ReplyNeeds, Turn } from "./turn.ts";

/**
 * Has the agent write the answer and puts it into the outbox.
 *
 * @returns Null when nobody is to answer or the agent has nothing to say; `superseded` when the
 *   customer wrote again meanwhile: that message's own turn sees everything said.
 * @throws {VoiceAgentError}
 */
export async function compose(
  turn: Turn,
  needs: ReplyNeeds,
): Promise<Message | null | "superseded"> {
  const { channel, conversation, messageId } = turn;
  const { agentId, channelId } = channel;
  if (agentId === null || !channel.aiEnabled || channel.status === "disconnected") return null;

  const { externalUserId } = conversation;
  const typing = showTyping(turn, needs);
  const history = await needs.voiceAgent.readHistory({ channelId, externalUserId });
  const generated = await needs.voiceAgent.generate(agentId, { history, externalUserId });
  await typing;
  if (generated.text.trim() === "") return null;

  return needs.db.transaction(async (tx) => {
    const now = await findConversationById(tx, conversation.id);
    if (now?.replyDueFor !== messageId) return "superseded";
    const reply = await insertReply(tx, {
      tenantId: channel.tenantId,
      crmChannelId: channel.id,
      conversationId: conversation.id,
      inReplyTo: messageId,
      text: generated.text,
      agentId,
      model: generated.model,
      occurredAt: new Date(),
    });
    await announce(tx, channel.tenantId, { type: "message", conversation_id: conversation.id });
    return reply ?? findReplyTo(tx, messageId);
  });
}

/** A courtesy: its failure must not cost the answer. */
async function showTyping({ channel, conversation }: Turn, needs: ReplyNeeds): Promise<void> {
  try {
    const pageToken = await pageTokenOf(channel, needs.tokenBox);
    await sendTyping(needs.graph, { pageToken, recipientId: conversation.externalUserId });
  } catch (error) {
    log.info("typing was not shown", { conversationId: conversation.id, code: errorCode(error) });
  }
}
