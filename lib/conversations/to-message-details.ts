import { z } from "zod";
import type { Message } from "#db/schema/messages.ts";
import type { MessageDetails, ReferralView } from "#lib/forms/message-views.ts";
import { contentSchema } from "#lib/forms/outgoing-content.ts";
import { accountLinkingEventSchema } from "#lib/meta/events/account-linking.ts";
import { answersOf, feedbackEventSchema } from "#lib/meta/events/feedback.ts";
import { messagePartsSchema } from "#lib/meta/events/message.ts";
import { optinEventSchema } from "#lib/meta/events/optin.ts";
import { orderEventSchema } from "#lib/meta/events/order.ts";
import type { Referral } from "#lib/meta/events/parts.ts";
import { postbackEventSchema } from "#lib/meta/events/postback.ts";
import { isUnreact, reactionEventSchema } from "#lib/meta/events/reaction.ts";
import { referralEventSchema } from "#lib/meta/events/referral.ts";

type Kept = Pick<Message, "kind" | "metadata" | "content">;

/** What the screens show of a message's structure, as far as it can be read. */
export function toMessageDetails({ kind, metadata, content }: Kept): MessageDetails {
  const { quick_replies = [] } = contentSchema.safeParse(content).data ?? {};
  const offered = quick_replies.flatMap(({ title }) => title ?? []);
  return {
    ...(offered.length === 0 ? {} : { offered }),
    ...(metadata.standby === true ? { is_standby: true } : {}),
    ...READERS[kind]?.(metadata),
  };
}

type Reader = (metadata: Kept["metadata"]) => MessageDetails | undefined;

const READERS: { [Kind in Message["kind"]]?: Reader } = {
  message: (metadata) => {
    const parts = messagePartsSchema.safeParse(metadata).data;
    if (parts === undefined) return undefined;
    const { quick_reply: quick, reply_to, referral, commands, is_unsupported } = parts;
    return {
      ...(quick == null ? {} : { quick_reply: { payload: quick.payload ?? null } }),
      ...(reply_to?.story == null ? {} : { story: { url: webAddress(reply_to.story.url) } }),
      ...(referral == null ? {} : { referral: toReferral(referral) }),
      ...(commands.length === 0 ? {} : { commands: commands.map(({ name }) => name) }),
      ...(is_unsupported ? { is_unsupported: true } : {}),
    };
  },

  postback: (metadata) => {
    const { postback } = postbackEventSchema.safeParse(metadata).data ?? {};
    if (postback === undefined) return undefined;
    const { payload, referral } = postback;
    return {
      postback: { payload: payload ?? null },
      ...(referral == null ? {} : { referral: toReferral(referral) }),
    };
  },

  reaction: (metadata) => {
    const { reaction } = reactionEventSchema.safeParse(metadata).data ?? {};
    if (reaction === undefined) return undefined;
    const action = isUnreact(reaction) ? "unreact" : "react";
    return {
      reaction: { action, reaction: reaction.reaction ?? null, emoji: reaction.emoji ?? null },
    };
  },

  referral: (metadata) => {
    const parsed = referralEventSchema.safeParse(metadata).data;
    return parsed && { referral: toReferral(parsed.referral) };
  },

  optin: (metadata) => {
    const { optin } = optinEventSchema.safeParse(metadata).data ?? {};
    if (optin === undefined) return undefined;
    const { type, title, payload, ref, notification_messages_status, user_token_status } = optin;
    return {
      optin: {
        type: type ?? null,
        title: title ?? null,
        payload: payload ?? ref ?? null,
        status: notification_messages_status ?? user_token_status ?? null,
      },
    };
  },

  account_linking: (metadata) => {
    const parsed = accountLinkingEventSchema.safeParse(metadata).data;
    return parsed && { account_linking: { status: parsed.account_linking.status ?? null } };
  },

  order: (metadata) => {
    const { order } = orderEventSchema.safeParse(metadata).data ?? {};
    if (order === undefined) return undefined;
    const products = order.products.map(({ name, quantity, unit_price, currency }) => ({
      name: name ?? null,
      quantity: quantity ?? null,
      unit_price: unit_price ?? null,
      currency: currency ?? null,
    }));
    return { order: { products, note: order.note ?? null } };
  },

  feedback: (metadata) => {
    const parsed = feedbackEventSchema.safeParse(metadata).data;
    return parsed && { feedback: { answers: answersOf(parsed) } };
  },

  handover: (metadata) => {
    const handover = handoverSchema.safeParse(metadata.handover).data;
    return handover && { handover };
  },
};

/** As lib/intake/on-handover.ts keeps it. */
const handoverSchema = z.object({
  action: z.enum(["pass", "take", "request"]),
  is_ours: z.boolean(),
});

function toReferral({ source, ref, ad_id, ads_context_data, product }: Referral): ReferralView {
  return {
    source: source ?? null,
    ref: ref ?? null,
    ad_id: ad_id ?? null,
    ad_title: ads_context_data?.ad_title ?? null,
    product_id: product?.id ?? ads_context_data?.product_id ?? null,
  };
}

function webAddress(url: string | null | undefined): string | null {
  return url != null && /^https?:\/\/\S+$/i.test(url) ? url : null;
}
