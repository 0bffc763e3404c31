import { ensureConversation, insertNote, resumeAgent } from "#db/queries/page-answers.ts";
import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import { silenceAgent } from "#lib/conversations/silence-agent.ts";
import { announce } from "#lib/live/live.ts";
import { handoverEventSchema } from "#lib/meta/events/handover.ts";
import { messageIdOf } from "#lib/meta/message-id.ts";
import { conversationIdOf } from "#lib/voice-agent/conversation-id.ts";
import { channelOf, ignored, partiesOf } from "./customer-event.ts";
import type { HandlerNeeds, Outcome } from "./outcome.ts";

/** Another app gets the conversation at Meta, or we get it back: the agent follows. */
export async function onHandover(event: WebhookEvent, needs: HandlerNeeds): Promise<Outcome> {
  const parsed = handoverEventSchema.safeParse(event.payload);
  const change = parsed.success ? changeOf(parsed.data, needs.settings.FACEBOOK_APP_ID) : null;
  const { senderId: externalUserId } = partiesOf(event);
  if (change === null || externalUserId === null) return ignored("malformed");
  const found = await channelOf(event, needs);
  if ("outcome" in found) return found.outcome;

  const { id: crmChannelId, tenantId, channelId } = found.channel;
  const conversationId = await needs.db.transaction(async (tx) => {
    const key = {
      tenantId,
      crmChannelId,
      externalUserId,
      voiceAgentConversationId: conversationIdOf(channelId, externalUserId),
    };
    const { id } = await ensureConversation(tx, key, { at: event.occurredAt, text: "" });
    const isNew = await insertNote(tx, {
      tenantId,
      crmChannelId,
      conversationId: id,
      kind: "handover",
      externalMessageId: messageIdOf(event.dedupeKey),
      metadata: { handover: change },
      occurredAt: event.occurredAt,
    });
    if (isNew && change.action !== "request") {
      if (change.is_ours) await resumeAgent(tx, id, "thread_control");
      else await silenceAgent(tx, id, { by: "thread_control" });
    }
    await announce(tx, tenantId, { type: "message", conversation_id: id });
    return id;
  });
  return { status: "processed", conversationId, toAnswer: null };
}

type Handover = { action: "pass" | "take" | "request"; is_ours: boolean };

function changeOf(
  event: ReturnType<typeof handoverEventSchema.parse>,
  appId: string,
): Handover | null {
  const { pass_thread_control: pass, take_thread_control: take } = event;
  const request = event.request_thread_control;
  // Without a new owner nobody has it, and everybody may answer.
  const isOurs = (owner: string | null | undefined) => owner == null || owner === appId;
  if (pass != null) return { action: "pass", is_ours: isOurs(pass.new_owner_app_id) };
  if (take != null) return { action: "take", is_ours: isOurs(take.new_owner_app_id) };
  if (request == null) return null;
  return { action: "request", is_ours: request.requested_owner_app_id === appId };
}
