import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import { closeAlert, raiseAlert } from "#lib/alerts/alerts.ts";
import { policyEventSchema } from "#lib/meta/events/policy-enforcement.ts";
import { endBlocked, pauseBlocked } from "#lib/pauses/pauses.ts";
import { channelOf, ignored } from "./customer-event.ts";
import type { HandlerNeeds, Outcome } from "./outcome.ts";

const PROCESSED: Outcome = { status: "processed", conversationId: null, toAnswer: null };

/** Meta warns, blocks or unblocks the page; no customer is involved. */
export async function onPolicyEnforcement(
  event: WebhookEvent,
  needs: HandlerNeeds,
): Promise<Outcome> {
  const parsed = policyEventSchema.safeParse(event.payload);
  if (!parsed.success) return ignored("malformed");
  const found = await channelOf(event, needs);
  if ("outcome" in found) return found.outcome;

  const { tenantId, id: subject, facebookPageId } = found.channel;
  const page = `page:${facebookPageId}` as const;
  const { action } = parsed.data.policy_enforcement;
  const to = { tx: needs.db, boss: needs.boss };
  const kind = "channel.policy" as const;
  if (action === "unblock") {
    await endBlocked(needs.db, page);
    await closeAlert(to, { kind, subject });
  } else {
    if (action === "block") await pauseBlocked(needs.db, page);
    const code = action === "block" ? "meta.policy-block" : "meta.policy-warning";
    await raiseAlert(to, { tenantId, kind, subject, code });
  }
  return PROCESSED;
}

/** Which apps may do what on the page; kept in the event log, nothing follows. */
export async function onAppRoles(event: WebhookEvent, needs: HandlerNeeds): Promise<Outcome> {
  const found = await channelOf(event, needs);
  return "outcome" in found ? found.outcome : PROCESSED;
}
