import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import { postbackEventSchema } from "#lib/meta/events/postback.ts";
import { messageIdOf } from "#lib/meta/message-id.ts";
import { channelOf, ignored, recordAct } from "./customer-event.ts";
import { withoutNothing } from "./on-message.ts";
import type { HandlerNeeds, Outcome } from "./outcome.ts";

/** A tapped button, Get Started, the menu, an ice breaker: said as its title. */
export async function onPostback(event: WebhookEvent, needs: HandlerNeeds): Promise<Outcome> {
  const parsed = postbackEventSchema.safeParse(event.payload);
  if (!parsed.success) return ignored("malformed");
  const found = await channelOf(event, needs);
  if ("outcome" in found) return found.outcome;

  const { mid, title, payload } = parsed.data.postback;
  return recordAct(event, found.channel, needs, {
    kind: "postback",
    externalMessageId: messageIdOf(mid ?? event.dedupeKey),
    text: title || payload || null,
    metadata: { postback: withoutNothing(parsed.data.postback) },
    words: "[button]",
    opensWindow: true,
    isToBeAnswered: true,
  });
}
