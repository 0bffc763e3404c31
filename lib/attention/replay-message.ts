import type { Db } from "#db/client.ts";
import { insertAuditEntry } from "#db/queries/audit.ts";
import {
  EARLIER_PART_FAILED,
  findFailedPart,
  resumeLaterParts,
} from "#db/queries/message-parts.ts";
import { askAgain, changeOutbound, lockOutbound } from "#db/queries/outbound-decisions.ts";
import type { Message } from "#db/schema/messages.ts";
import type { ReplayOutcome } from "#lib/forms/attention-views.ts";
import type { Actor, Needs } from "./actor.ts";
import { closeReplyAlerts, wakeConversation } from "./after-change.ts";

/**
 * Has an outgoing message that was not sent tried once more, with all its tries. An answer that was
 * never written is asked for again; one that was sent but never stored at dm-voice-agent is stored,
 * not sent. Of a longer message it is the part that failed first, and the rest follows it. What the
 * conversation has left behind is refused, because an old question is never answered after a newer one.
 */
export async function replayMessage(
  needs: Needs,
  { tenantId, userId }: Actor,
  id: string,
): Promise<Exclude<ReplayOutcome, "event_not_replayable">> {
  const settled = await needs.db.transaction(async (tx) => {
    const message = await lockFirstFailed(tx, { tenantId, id });
    if (message === null) return "not_found";
    const step = stepOf(message);
    if (step === null) return "message_not_replayable";
    if (step !== "store" && message.isSuperseded) return "message_superseded";
    if (step === "write") await askAgain(tx, message);
    const change = step === "send" ? ({ status: "queued" } as const) : {};
    await changeOutbound(tx, message.id, { ...change, lastError: null, ...NEW_TRIES });
    if (step === "send") await resumeLaterParts(tx, message);
    await insertAuditEntry(tx, { tenantId, userId, action: "message.replay", target: id });
    await wakeConversation(tx, needs, message);
    return message;
  });
  if (typeof settled === "string") return settled;
  await closeReplyAlerts(needs, settled);
  return "replayed";
}

/** A part that was given up because of an earlier one stands for that one. */
async function lockFirstFailed(tx: Db, owned: { tenantId: string; id: string }) {
  const message = await lockOutbound(tx, owned);
  if (message?.lastError !== EARLIER_PART_FAILED) return message;
  const id = await findFailedPart(tx, message);
  return id === null ? message : lockOutbound(tx, { ...owned, id });
}

export const NEW_TRIES = { attempts: 0, firstFailedAt: null, retryAt: null } as const;

/** What is to be done once more; null when nothing is. */
function stepOf(message: Message): "write" | "send" | "store" | null {
  const { status, text, handledBy, inReplyTo, attachments } = message;
  const { storedAtVoiceAgentAt, lastError } = message;
  if (status === "sent")
    return storedAtVoiceAgentAt === null && lastError !== null ? "store" : null;
  if (status !== "failed" && status !== "dead") return null;
  const isEmpty = text === null && attachments.length === 0;
  // Such a row only says that the agent gave no answer.
  return isEmpty && handledBy === "ai_agent" && inReplyTo !== null ? "write" : "send";
}
