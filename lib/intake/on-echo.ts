import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import { recordPageAnswer } from "#lib/conversations/record-page-answer.ts";
import { takeBackPageAnswer } from "#lib/conversations/refresh-target.ts";
import { echoEventSchema } from "#lib/meta/events/message.ts";
import { isInboxApp } from "#lib/meta/inbox-apps.ts";
import { messageIdOf } from "#lib/meta/message-id.ts";
import { mayBeOurs, settleByEcho } from "#lib/replies/settle-by-echo.ts";
import {
  channelOf,
  credibleTimeOf,
  ignored,
  isStale,
  isTimeCredible,
  partiesOf,
} from "./customer-event.ts";
import { isSet } from "./event-kind.ts";
import { withoutNothing } from "./on-message.ts";
import type { HandlerNeeds, Outcome } from "./outcome.ts";

/**
 * Meta repeats what a page has sent: proof that an answer of ours is with the customer, or what
 * somebody else said in the page's name.
 */
export async function onEcho(event: WebhookEvent, needs: HandlerNeeds): Promise<Outcome> {
  const echo = await read(event, needs);
  if ("outcome" in echo) return echo.outcome;
  const { channel, externalUserId, externalMessageId } = echo;
  if (isSet(echo.message.is_deleted)) {
    const conversationId = await takeBackPageAnswer(needs.db, channel, externalMessageId, event);
    return conversationId === null
      ? ignored("unknown_message")
      : { status: "processed", conversationId, toAnswer: null };
  }
  const own = await settle(echo, needs);
  if (own !== null) return own;

  const { mid, text, attachments, metadata, app_id, is_echo, is_deleted, ...parts } = echo.message;
  const isListed = event.source === "gap-repair";
  const listed = { channel, externalUserId, text: text ?? null, attachments, at: event.occurredAt };
  if (isListed && (await mayBeOurs(needs.db, listed))) return ignored("known_message");
  const isByInbox = app_id == null || isInboxApp(app_id);
  const isObeyed = (isByInbox || echo.isByAnotherApp) && event.eventType !== "standby";
  const { conversationId } = await recordPageAnswer(needs, {
    channel,
    externalUserId,
    externalMessageId,
    origin: isByInbox ? "page_inbox" : "other_app",
    text: text || null,
    attachments,
    metadata: withoutNothing({ ...parts, app_id }),
    targetExternalId: parts.reply_to?.mid == null ? null : messageIdOf(parts.reply_to.mid),
    occurredAt: event.occurredAt,
    silencesAt: isObeyed && !isStale(event) ? credibleTimeOf(event) : null,
    mayBeAutomatic: isByInbox && isTimeCredible(event),
  });
  return { status: "processed", conversationId, toAnswer: null };
}

/**
 * Only if it repeats a message of ours: what others said has its place in the conversation's line.
 *
 * @returns Null when it does not.
 */
export async function onOwnEcho(event: WebhookEvent, needs: HandlerNeeds): Promise<Outcome | null> {
  const echo = await read(event, needs);
  return "outcome" in echo || isSet(echo.message.is_deleted) ? null : settle(echo, needs);
}

async function read(event: WebhookEvent, needs: HandlerNeeds) {
  const parsed = echoEventSchema.safeParse(event.payload);
  const { recipientId: externalUserId } = partiesOf(event);
  if (!parsed.success || parsed.data.message.mid == null || externalUserId === null) {
    return { outcome: ignored("malformed") };
  }
  const found = await channelOf(event, needs);
  if ("outcome" in found) return found;
  const { message } = parsed.data;
  const { app_id } = message;
  return {
    channel: found.channel,
    externalUserId,
    externalMessageId: messageIdOf(message.mid ?? ""),
    isByAnotherApp: app_id != null && app_id !== needs.settings.FACEBOOK_APP_ID,
    message,
  };
}

type Echo = Exclude<Awaited<ReturnType<typeof read>>, { outcome: Outcome }>;

async function settle({ message, ...echo }: Echo, needs: HandlerNeeds): Promise<Outcome | null> {
  const { text, attachments, metadata } = message;
  const settled = await settleByEcho(needs, {
    ...echo,
    text: text ?? null,
    attachments,
    metadata: metadata ?? null,
  });
  if (settled === null) return null;
  return { status: "processed", conversationId: settled.conversationId, toAnswer: null };
}
