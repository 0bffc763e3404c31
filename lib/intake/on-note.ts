import type { z } from "zod";
import type { MessageKind } from "#db/schema/messages.ts";
import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import { accountLinkingEventSchema } from "#lib/meta/events/account-linking.ts";
import { answersOf, feedbackEventSchema } from "#lib/meta/events/feedback.ts";
import { formEventSchema } from "#lib/meta/events/form.ts";
import { optinEventSchema } from "#lib/meta/events/optin.ts";
import { orderEventSchema } from "#lib/meta/events/order.ts";
import type { Referral } from "#lib/meta/events/parts.ts";
import { referralEventSchema } from "#lib/meta/events/referral.ts";
import { messageIdOf } from "#lib/meta/message-id.ts";
import { channelOf, ignored, recordAct } from "./customer-event.ts";
import { isRecord } from "./event-kind.ts";
import type { HandlerNeeds, Outcome } from "./outcome.ts";

type Note<Schema extends z.ZodType> = {
  kind: MessageKind;
  schema: Schema;
  /** What the agent reads. */
  words(event: z.output<Schema>): string;
  /** Of all the event's members the one that is kept beside it. */
  member: keyof z.output<Schema> & string;
  opensWindow?: boolean;
  targetOf?(event: z.output<Schema>): string | null;
};

/** Something that a customer did and that asks for no answer: a line in the conversation. */
function onNote<Schema extends z.ZodType<Record<string, unknown>>>(note: Note<Schema>) {
  return async (event: WebhookEvent, needs: HandlerNeeds): Promise<Outcome> => {
    const parsed = note.schema.safeParse(event.payload);
    if (!parsed.success) return ignored("malformed");
    const found = await channelOf(event, needs);
    if ("outcome" in found) return found.outcome;

    const target = note.targetOf?.(parsed.data) ?? null;
    return recordAct(event, found.channel, needs, {
      kind: note.kind,
      externalMessageId: messageIdOf(event.dedupeKey),
      text: null,
      metadata: { [note.member]: withoutSecrets(memberOf(event, note.member)) },
      targetExternalId: target === null ? null : messageIdOf(target),
      words: note.words(parsed.data),
      opensWindow: note.opensWindow ?? false,
      isToBeAnswered: false,
    });
  };
}

function memberOf({ payload }: WebhookEvent, member: string): unknown {
  return isRecord(payload) ? payload[member] : null;
}

/** They let somebody write to the customer or act for them; they stay in the event itself. */
const SECRETS: readonly string[] = ["notification_messages_token", "authorization_code"];

function withoutSecrets(member: unknown): unknown {
  if (!isRecord(member)) return member;
  return Object.fromEntries(Object.entries(member).filter(([name]) => !SECRETS.includes(name)));
}

/** Into a conversation that is there; what comes with a message or a button stands with that. */
export const onReferral = onNote({
  kind: "referral",
  schema: referralEventSchema,
  member: "referral",
  words: ({ referral }) => `[opened from ${placeOf(referral)}]`,
  opensWindow: true,
});

export const onOptin = onNote({
  kind: "optin",
  schema: optinEventSchema,
  member: "optin",
  words: ({ optin: { notification_messages_status: status, title, type } }) =>
    `[${status ? status.toLowerCase().replaceAll("_", " ") : "agreed to get messages"}${detail(title ?? type)}]`,
});

export const onAccountLinking = onNote({
  kind: "account_linking",
  schema: accountLinkingEventSchema,
  member: "account_linking",
  words: ({ account_linking: { status } }) => `[account ${status ?? "linking"}]`,
});

export const onOrder = onNote({
  kind: "order",
  schema: orderEventSchema,
  member: "order",
  words: ({ order: { products, note } }) => {
    const items = products.map(({ name, quantity }) => `${quantity ?? 1} × ${name ?? "product"}`);
    return `[order${detail(items.join(", "))}${detail(note)}]`;
  },
});

export const onForm = onNote({
  kind: "form",
  schema: formEventSchema,
  member: "form",
  words: () => "[form filled in]",
});

export const onMessagingFeedback = onNote({
  kind: "feedback",
  schema: feedbackEventSchema,
  member: "messaging_feedback",
  words: (event) => `[feedback${detail(answersOf(event).join(", "))}]`,
});

export const onResponseFeedback = onNote({
  kind: "feedback",
  schema: feedbackEventSchema,
  member: "response_feedback",
  words: (event) => `[feedback${detail(answersOf(event).join(", "))}]`,
  targetOf: ({ response_feedback }) => response_feedback?.mid ?? null,
});

function placeOf({ ads_context_data, ad_id, ref, source }: Referral): string {
  if (ad_id != null) return `an ad${detail(ads_context_data?.ad_title)}`;
  return `a link${detail(ref ?? source)}`;
}

const DETAIL_MAX = 500;

function detail(text: string | null | undefined): string {
  return text ? `: ${text.slice(0, DETAIL_MAX).toWellFormed()}` : "";
}
