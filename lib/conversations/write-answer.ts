import { isDeepStrictEqual } from "node:util";
import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { takeOverFromAgent } from "#db/queries/ai-pauses.ts";
import { isPaused } from "#db/queries/channels.ts";
import { showLastMessage } from "#db/queries/conversations.ts";
import { listParts } from "#db/queries/message-parts.ts";
import {
  type ConversationToAnswer,
  cancelDueReply,
  dropWaitingReplies,
  findByClientId,
  insertAnswer,
  lockConversation,
} from "#db/queries/teammate-answers.ts";
import type { Message } from "#db/schema/messages.ts";
import { closeHandoverAlert } from "#lib/alerts/close-handover-alert.ts";
import type { Answer } from "#lib/forms/answers.ts";
import { checkContent } from "#lib/forms/check-content.ts";
import { HUMAN_WINDOW_MS } from "#lib/forms/messaging-window.ts";
import { type OutgoingPart, toParts } from "#lib/forms/outgoing-parts.ts";
import type { AnswerOutcome } from "#lib/forms/views.ts";
import { announce } from "#lib/live/live.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import { toMessageViews } from "./to-message-view.ts";

type Written = {
  status: "written" | "known";
  message: Message;
  conversation: ConversationToAnswer;
  wasAwaited?: boolean;
};
type Refused = Extract<AnswerOutcome, { status: "refused" }>;

/**
 * Puts a teammate's answer into the outbox, once for its `client_id`. A person has answered, so what
 * the agent was about to say to the customer's earlier messages is no longer wanted.
 */
export async function writeAnswer(
  { db, boss }: { db: Db; boss: PgBoss },
  { tenantId, userId }: { tenantId: string; userId: string },
  { conversation_id, client_id: clientId, ...content }: Answer & { conversation_id: string },
): Promise<AnswerOutcome> {
  const outcome = await db.transaction(async (tx): Promise<Written | Refused> => {
    const conversation = await lockConversation(tx, { tenantId, id: conversation_id });
    if (conversation === null) return { status: "refused", code: "not_found" };
    const problems = checkContent(content, conversation.platform);
    if (problems.length > 0) return { status: "refused", code: "content_refused", problems };
    const parts = toParts(content, conversation.platform);
    const known = await findByClientId(tx, { conversationId: conversation.id, clientId });
    if (known !== null) return judgeKnown(tx, known, parts, conversation);
    const refusal = refusalOf(conversation);
    if (refusal !== null) return refusal;
    return write(tx, boss, conversation, { parts, clientId, authorId: userId });
  });
  if (outcome.status === "refused") return outcome;
  if (outcome.wasAwaited) {
    await closeHandoverAlert({ db, boss }, { tenantId, channelId: outcome.message.crmChannelId });
  }
  const [message] = await toMessageViews(db, outcome.conversation, [outcome.message]);
  if (message === undefined) throw new Error("A message has no view");
  return { status: outcome.status, message };
}

async function judgeKnown(
  tx: Db,
  message: Message,
  parts: readonly OutgoingPart[],
  conversation: ConversationToAnswer,
): Promise<Written | Refused> {
  const rows = await listParts(tx, message.id);
  const said = rows.map(({ text, content }) => ({ text, content }));
  const isSame = isDeepStrictEqual(
    said,
    parts.map(({ text, content }) => ({ text, content })),
  );
  return isSame
    ? { status: "known", message, conversation }
    : { status: "refused", code: "client_id_taken" };
}

function refusalOf(conversation: ConversationToAnswer): Refused | null {
  const { quietForMs, channelStatus: status, sendingPausedAt } = conversation;
  if (isPaused({ status, sendingPausedAt })) return { status: "refused", code: "channel_paused" };
  if (status === "disconnected") return { status: "refused", code: "channel_disconnected" };
  if (quietForMs !== null && quietForMs < HUMAN_WINDOW_MS) return null;
  return { status: "refused", code: "outside_window" };
}

async function write(
  tx: Db,
  boss: PgBoss,
  conversation: ConversationToAnswer,
  answer: Parameters<typeof insertAnswer>[2],
): Promise<Written> {
  const { id: conversationId, tenantId } = conversation;
  const rows = await insertAnswer(tx, conversation, answer);
  const [message] = rows;
  if (message === undefined) throw new Error("An answer has no rows");
  await cancelDueReply(tx, conversationId);
  await dropWaitingReplies(tx, conversationId);
  const wasAwaited = await takeOverFromAgent(tx, conversationId, answer.authorId);
  const text = rows.findLast((row) => row.text !== null)?.text ?? "";
  await showLastMessage(tx, conversationId, { at: message.occurredAt, text });
  await enqueue({ tx, boss }, "answer-conversation", { conversationId });
  await announce(tx, tenantId, { type: "message", conversation_id: conversationId });
  return { status: "written", message, conversation, wasAwaited };
}
