import { z } from "zod";
import { findServingChannel } from "#db/queries/channels.ts";
import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import { messageIdOf } from "#lib/meta/message-id.ts";
import { metaIdSchema } from "#lib/meta/meta-id.ts";
import { settleByEcho } from "#lib/replies/settle-by-echo.ts";
import type { HandlerNeeds, Outcome } from "./outcome.ts";

const echoSchema = z.looseObject({
  recipient: z.looseObject({ id: metaIdSchema }),
  message: z.looseObject({
    mid: metaIdSchema,
    text: z.string().nullish().catch(null),
    attachments: z.array(z.unknown()).nullish().catch(null),
    metadata: z.string().nullish().catch(null),
    app_id: metaIdSchema.nullish().catch(null),
  }),
});

/** Meta repeats what a page has sent: proof that an answer of ours is with the customer. */
export async function onEcho(event: WebhookEvent, needs: HandlerNeeds): Promise<Outcome> {
  const parsed = echoSchema.safeParse(event.payload);
  if (!parsed.success || event.pageId === null) return { status: "ignored", why: "malformed" };
  const channel = await findServingChannel(needs.db, event.pageId);
  if (channel === null) return { status: "ignored", why: "unknown_channel" };

  const { recipient, message } = parsed.data;
  const settled = await settleByEcho(needs, {
    channel,
    externalUserId: recipient.id,
    externalMessageId: messageIdOf(message.mid),
    text: message.text ?? null,
    attachments: message.attachments ?? [],
    metadata: message.metadata ?? null,
    isByAnotherApp: message.app_id != null && message.app_id !== needs.settings.FACEBOOK_APP_ID,
  });
  if (settled === null) return { status: "ignored", why: "not_ours" };
  return { status: "processed", conversationId: settled.conversationId, toAnswer: null };
}
