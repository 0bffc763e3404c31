import { pauseByAgent } from "#db/queries/ai-pauses.ts";
import { closeReply } from "#db/queries/conversations.ts";
import { insertReply } from "#db/queries/outbox.ts";
import { raiseAlert } from "#lib/alerts/alerts.ts";
import { failpoint } from "#lib/failpoint.ts";
import { announce } from "#lib/live/live.ts";
import { wasAnsweredBeforeRestore } from "./answered-before-restore.ts";
import { mustBeAbleToSend } from "./errors.ts";
import { showTyping } from "./show-typing.ts";
import { partsOfAnswer } from "./to-content.ts";
import type { ReplyNeeds, Turn } from "./turn.ts";
import { watchForNewer } from "./watch-for-newer.ts";
import { mayAgentAnswer } from "./window.ts";

/**
 * Has the agent write the answer to a message and puts it into the outbox, unless nobody is to
 * answer, Meta would not take it any more, or the customer wrote again meanwhile: that message's own
 * turn sees everything said.
 *
 * @throws {AppError}
 */
export async function compose(messageId: string, turn: Turn, needs: ReplyNeeds): Promise<void> {
  const { channel, conversation, quietForMs } = turn;
  const { agentId } = channel;
  const isSilent = !channel.aiEnabled || conversation.aiPausedAt !== null;
  if (agentId === null || isSilent || channel.status === "disconnected") {
    await closeReply(needs.db, conversation.id, messageId);
    return;
  }
  if (!mayAgentAnswer({ quietForMs, windowClosedAt: conversation.windowClosedAt })) {
    const code = "replies.outside-window";
    return concludeUnwritten(messageId, { status: "failed", code }, turn, needs);
  }
  mustBeAbleToSend(channel);
  if (await wasAnsweredBeforeRestore(messageId, turn, needs)) {
    await closeReply(needs.db, conversation.id, messageId);
    return;
  }

  await failpoint("agent.before-call");
  const endTyping = showTyping(turn, needs);
  const generated = await write(messageId, { ...turn, agentId }, needs).finally(endTyping);
  await failpoint("agent.after-answer");
  if (generated === "superseded") return;
  const { model, extras } = generated;
  const parts = partsOfAnswer(generated, channel.platform);
  const { handover } = extras;
  await conclude(messageId, { parts, model, status: "queued", handover }, turn, needs);
}

async function write(
  messageId: string,
  { channel: { channelId }, conversation, agentId }: Turn & { agentId: string },
  { db, voiceAgent }: ReplyNeeds,
) {
  const { id: conversationId, externalUserId, replyAttempts } = conversation;
  // An answer that was no good is not what the next try wants again.
  const tryId = `${messageId}:${replyAttempts}`;
  const history = await voiceAgent.readHistory({ channelId, externalUserId });
  return watchForNewer(db, { conversationId, messageId }, (signal) =>
    voiceAgent.generate(agentId, { tryId, history, externalUserId, signal }),
  );
}

/** There will be no answer; the conversation shows why. */
export async function concludeUnwritten(
  messageId: string,
  { status, code }: { status: "failed" | "dead"; code: string },
  turn: Turn,
  needs: ReplyNeeds,
): Promise<void> {
  await conclude(messageId, { parts: [], model: null, status, lastError: code }, turn, needs);
}

type Written = Pick<
  Parameters<typeof insertReply>[1],
  "parts" | "model" | "status" | "lastError"
> & {
  /** The agent falls silent after this answer, and a person shall go on. */
  handover?: boolean;
};

async function conclude(
  messageId: string,
  { handover = false, ...written }: Written,
  { channel, conversation }: Turn,
  { db, boss }: ReplyNeeds,
): Promise<void> {
  const { status, lastError: code } = written;
  await db.transaction(async (tx) => {
    if (!(await closeReply(tx, conversation.id, messageId))) return;
    await insertReply(tx, {
      ...written,
      tenantId: channel.tenantId,
      crmChannelId: channel.id,
      conversationId: conversation.id,
      inReplyTo: messageId,
      agentId: channel.agentId,
    });
    await announce(tx, channel.tenantId, { type: "message", conversation_id: conversation.id });
    const { tenantId, id: subject } = channel;
    if (handover) {
      await pauseByAgent(tx, conversation.id);
      await raiseAlert({ tx, boss }, { tenantId, kind: "replies.handover", subject });
    }
    if (status !== "dead" || code === undefined) return;
    await raiseAlert({ tx, boss }, { tenantId, kind: "replies.failed", subject, code });
  });
}
