import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { insertAuditEntry } from "#db/queries/audit.ts";
import { findChannelById } from "#db/queries/channels.ts";
import { findConversation } from "#db/queries/conversations.ts";
import { lastActAt, raiseErasedUntil, silence } from "#db/queries/erase-contact.ts";
import { findRunningErasure, insertErasure, lockForErasing } from "#db/queries/erasures.ts";
import type { ErasureView } from "#lib/forms/privacy-views.ts";
import { toConversationKey } from "#lib/intake/conversation-key.ts";
import { erasedMarks } from "#lib/intake/erased-mark.ts";
import { announce } from "#lib/live/live.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import { toRow } from "./subject.ts";
import { toErasureView } from "./to-erasure-view.ts";

type Needs = { db: Db; boss: PgBoss; settings: { AUTH_SECRET: string } };
type Actor = { tenantId: string; userId: string; email: string };

/**
 * Has a customer forgotten: from now on nothing is sent to them and nothing that they did is stored
 * again, and a job deletes what is there. Asked again while it is at work it is the same erasure.
 *
 * @returns Null when the tenant has no such conversation.
 */
export async function requestErasure(
  { db, boss, settings }: Needs,
  { tenantId, userId, email }: Actor,
  id: string,
): Promise<ErasureView | null> {
  const markOf = erasedMarks(settings.AUTH_SECRET);
  return db.transaction(async (tx) => {
    if (!(await lockForErasing(tx, { tenantId, id }))) return null;
    const running = await findRunningErasure(tx, { tenantId, conversationId: id });
    if (running !== null) return toErasureView({ ...running, userEmail: email });
    const conversation = await findConversation(tx, { tenantId, id });
    const channel = conversation && (await findChannelById(tx, conversation.crmChannelId));
    if (conversation === null || channel === null) return null;

    const { externalUserId, voiceAgentConversationId } = conversation;
    const { platformPageId, facebookPageId, channelId } = channel;
    const subject = {
      conversationId: id,
      externalUserId,
      voiceAgentConversationId,
      platformPageId,
      facebookPageId,
      channelId: channelId ?? "",
    };
    const erasure = await insertErasure(tx, { tenantId, userId, subject: toRow(subject) });
    const mark = markOf(toConversationKey({ platformPageId, externalUserId }));
    await raiseErasedUntil(tx, mark, await lastActAt(tx, id));
    await silence(tx, id);
    const details = { erasure: erasure.id };
    await insertAuditEntry(tx, { tenantId, userId, action: "contact.erased", target: id, details });
    await enqueue({ tx, boss }, "erase-contact", { erasureId: erasure.id });
    await announce(tx, tenantId, { type: "message", conversation_id: id });
    return toErasureView({ ...erasure, userEmail: email });
  });
}
