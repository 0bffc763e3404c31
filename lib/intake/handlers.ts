import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import { onEcho } from "./on-echo.ts";
import { onMessage } from "./on-message.ts";
import type { HandlerNeeds, Outcome } from "./outcome.ts";
import type { NewEvent } from "./to-events.ts";

type Handler = (event: WebhookEvent, needs: HandlerNeeds) => Promise<Outcome>;

/** One handler per kind of event; kinds without one are kept with the status `ignored`. */
const HANDLERS: ReadonlyMap<string, Handler> = new Map([
  ["message", onMessage],
  ["message_echo", onEcho],
]);

export function handlerOf(eventType: string): Handler | undefined {
  return HANDLERS.get(eventType);
}

/** Without a customer there is no conversation to handle it in. */
export function isHandled(event: NewEvent): boolean {
  return event.conversationKey !== null && HANDLERS.has(event.eventType);
}
