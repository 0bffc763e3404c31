import { useFormatter, useTranslations } from "next-intl";
import type { MessageDetails } from "#lib/forms/message-views.ts";
import type { MessageView } from "#lib/forms/views.ts";
import { emojiOf } from "./reaction-emoji.ts";
import { useReferralWords } from "./use-referral-words.ts";

type Words = { what: string; detail: string | null };

/** What happened, and what a stranger wrote to it: the latter goes by itself, so that it cannot turn the line around. */
export function useEventWords(): (message: MessageView) => Words {
  const t = useTranslations("thread.event");
  const referralWords = useReferralWords();
  const orderWords = useOrderWords();
  return ({ kind, details, text }) => {
    switch (kind) {
      case "reaction": {
        const { reaction } = details;
        if (reaction?.action === "unreact") return { what: t("unreact"), detail: null };
        return { what: t("react"), detail: reaction ? emojiOf(reaction) : null };
      }
      case "referral":
        return {
          what: details.referral ? referralWords(details.referral) : t("came"),
          detail: null,
        };
      case "optin": {
        const stopped = /stop/i.test(details.optin?.status ?? "");
        return { what: t(stopped ? "optout" : "optin"), detail: details.optin?.title ?? null };
      }
      case "account_linking": {
        const isUnlinked = details.account_linking?.status === "unlinked";
        return { what: t(isUnlinked ? "unlinked" : "linked"), detail: null };
      }
      case "order":
        return { what: t("order"), detail: orderWords(details.order) };
      case "feedback":
        return { what: t("feedback"), detail: details.feedback?.answers.join(" · ") || null };
      case "handover": {
        const { action = "take", is_ours = false } = details.handover ?? {};
        if (action === "request") return { what: t("threadRequested"), detail: null };
        return { what: t(is_ours ? "threadOurs" : "threadElsewhere"), detail: null };
      }
      case "edit":
        return { what: t("edit"), detail: text };
      case "unsend":
        return { what: t("unsend"), detail: null };
      default:
        return { what: t("form"), detail: text };
    }
  };
}

function useOrderWords(): (order: MessageDetails["order"]) => string | null {
  const format = useFormatter();
  return (order) => {
    const products = (order?.products ?? []).map(({ name, quantity, unit_price, currency }) => {
      const price = priceOf(unit_price, currency);
      const count = quantity === null ? "" : `${format.number(quantity)} × `;
      return `${count}${name ?? "–"}${price === null ? "" : ` (${price})`}`;
    });
    return [...products, order?.note ?? null].filter((part) => part !== null).join(" · ") || null;
  };

  function priceOf(price: number | null, currency: string | null): string | null {
    if (price === null) return null;
    if (currency === null || !/^[a-z]{3}$/i.test(currency)) return format.number(price);
    return format.number(price, { style: "currency", currency });
  }
}
