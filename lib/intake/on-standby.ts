import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import { isRecord, kindOfEvent } from "./event-kind.ts";
import type { Handler, HandlerNeeds, Outcome } from "./outcome.ts";

/**
 * Another app has the conversation, and we only overhear: kept as what it is, never answered (the
 * event's own type, which stays `standby`, says so).
 */
export function createOnStandby(handlerOf: (kind: string) => Handler | undefined): Handler {
  return async (event: WebhookEvent, needs: HandlerNeeds): Promise<Outcome> => {
    const kind = isRecord(event.payload) ? kindOfEvent(event.payload) : "unknown";
    const handle = handlerOf(kind);
    if (handle === undefined) return { status: "ignored", why: "unknown_kind" };
    return handle(event, needs);
  };
}
