import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { showLastMessage } from "#db/queries/conversations.ts";
import {
  type ConversationToAnswer,
  cancelDueReply,
  dropWaitingReplies,
  findByClientId,
  insertAnswer,
  lockConversation,
} from "#db/queries/teammate-answers.ts";
import type { Message } from "#db/schema/messages.ts";
import type { Answer } from "#lib/forms/answers.ts";
import { HUMAN_WINDOW_MS } from "#lib/forms/messaging-window.ts";
import { TEXT_MAX, textLength } from "#lib/forms/text-limits.ts";
import type { AnswerOutcome, AnswerRefusal } from "#lib/forms/views.ts";
import { announce } from "#lib/live/live.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import { toMessageViews } from "./to-message-view.ts";

type Written = {
  status: "written" | "known";
  message: Message;
  conversation: ConversationToAnswer;
};
type Refused = Extract<AnswerOutcome, { status: "refused" }>;

/**
 * Puts a teammate's answer into the outbox, once for its `client_id`. A person has answered, so what
 * the agent was about to say to the customer's earlier messages is no longer wanted.
 */
export async function writeAnswer(
  { db, boss }: { db: Db; boss: PgBoss },
  { tenantId, userId }: { tenantId: string; userId: string },
  { conversation_id, ...answer }: Answer & { conversation_id: string },
): Promise<AnswerOutcome> {
  const outcome = await db.transaction(async (tx): Promise<Written | Refused> => {
    const conversation = await lockConversation(tx, { tenantId, id: conversation_id });
    if (conversation === null) return refused("not_found");
    const known = await findByClientId(tx, {
      conversationId: conversation.id,
      clientId: answer.client_id,
    });
    if (known !== null) return judgeKnown(known, answer, conversation);
    const refusal = refusalOf(conversation, answer);
    if (refusal !== null) return refused(refusal);
    const message = await write(tx, boss, conversation, userId, answer);
    return { status: "written", message, conversation };
  });
  if (outcome.status === "refused") return outcome;
  const [message] = await toMessageViews(db, outcome.conversation, [outcome.message]);
  if (message === undefined) throw new Error("A message has no view");
  return { status: outcome.status, message };
}

function refused(code: AnswerRefusal): Refused {
  return { status: "refused", code };
}

function judgeKnown(
  message: Message,
  { text }: Answer,
  conversation: ConversationToAnswer,
): Written | Refused {
  return message.text === text
    ? { status: "known", message, conversation }
    : refused("client_id_taken");
}

function refusalOf(
  { quietForMs, channelStatus, platform }: ConversationToAnswer,
  { text }: Answer,
): AnswerRefusal | null {
  if (textLength(text, platform) > TEXT_MAX[platform]) return "text_too_long";
  if (channelStatus === "disconnected") return "channel_disconnected";
  return quietForMs === null || quietForMs >= HUMAN_WINDOW_MS ? "outside_window" : null;
}

async function write(
  tx: Db,
  boss: PgBoss,
  conversation: ConversationToAnswer,
  authorId: string,
  { text, client_id: clientId }: Answer,
): Promise<Message> {
  const { id: conversationId, tenantId } = conversation;
  const message = await insertAnswer(tx, conversation, { text, clientId, authorId });
  await cancelDueReply(tx, conversationId);
  await dropWaitingReplies(tx, conversationId);
  await showLastMessage(tx, conversationId, { at: message.occurredAt, text });
  await enqueue({ tx, boss }, "answer-conversation", { conversationId });
  await announce(tx, tenantId, { type: "message", conversation_id: conversationId });
  return message;
}
