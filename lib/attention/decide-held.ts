import type { Db } from "#db/client.ts";
import { insertAuditEntry } from "#db/queries/audit.ts";
import { showLastMessage } from "#db/queries/conversations.ts";
import { failLaterParts } from "#db/queries/message-parts.ts";
import {
  changeOutbound,
  lockOutbound,
  noteSent,
  type OutboundToReplay,
} from "#db/queries/outbound-decisions.ts";
import type { Decision } from "#lib/forms/attention.ts";
import type { DecisionOutcome } from "#lib/forms/attention-views.ts";
import type { Actor, Needs } from "./actor.ts";
import { closeReplyAlerts, wakeConversation } from "./after-change.ts";
import { NEW_TRIES } from "./replay-message.ts";

/**
 * What a person says about a message of which nobody can tell whether the customer has it. An echo
 * that arrived meanwhile has settled it, and the decision changes nothing.
 */
export async function decideHeld(
  needs: Needs,
  { tenantId, userId }: Actor,
  { id, decision }: { id: string; decision: Decision },
): Promise<DecisionOutcome> {
  const settled = await needs.db.transaction(async (tx) => {
    const message = await lockOutbound(tx, { tenantId, id });
    if (message === null) return "not_found";
    if (message.status !== "held") return "message_settled";
    if (decision === "send-again" && message.isSuperseded) return "message_superseded";
    await DECISIONS[decision](tx, message);
    await insertAuditEntry(tx, { tenantId, userId, action: `message.${decision}`, target: id });
    await wakeConversation(tx, needs, message);
    return message;
  });
  if (typeof settled === "string") return settled;
  await closeReplyAlerts(needs, settled);
  return "done";
}

/** Parts that waited behind it follow it, unless the conversation has left them behind. */
async function dropOvertakenParts(tx: Db, message: OutboundToReplay): Promise<void> {
  if (message.isSuperseded) await failLaterParts(tx, message, "replies.superseded");
}

type Apply = (tx: Db, message: OutboundToReplay) => Promise<void>;

const DECISIONS: Readonly<Record<Decision, Apply>> = {
  /** The worker reads Meta's list twice more before it asks again. */
  check: async (tx, message) => {
    await dropOvertakenParts(tx, message);
    await changeOutbound(tx, message.id, { status: "sending", absentReads: 0, ...NEW_TRIES });
  },

  "mark-sent": async (tx, message) => {
    await dropOvertakenParts(tx, message);
    await changeOutbound(tx, message.id, { status: "sent", lastError: null, ...NEW_TRIES });
    await noteSent(tx, message.id);
    const shown = { at: message.occurredAt, text: message.text ?? "" };
    await showLastMessage(tx, message.conversationId, shown);
  },

  /** For one that the conversation has left behind, and that is not there at Meta. */
  "mark-unsent": async (tx, message) => {
    const change = { status: "failed", lastError: "replies.marked-unsent", ...NEW_TRIES } as const;
    await changeOutbound(tx, message.id, change);
    await failLaterParts(tx, message);
  },

  "send-again": (tx, { id }) =>
    changeOutbound(tx, id, { status: "queued", lastError: null, ...NEW_TRIES }),
};
