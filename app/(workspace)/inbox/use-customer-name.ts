import { useTranslations } from "next-intl";
import type { ConversationView } from "#lib/forms/views.ts";

type Named = Pick<ConversationView, "customer" | "channel" | "external_user_id">;

/** What a customer is called; by the end of their id where Meta gave no name. */
export function useCustomerName(): (conversation: Named) => string {
  const t = useTranslations("inbox.customer");
  return ({ customer: { name, username }, channel, external_user_id: id }) => {
    if (name !== null) return name;
    return username === null ? t(channel.platform, { id: id.slice(-4) }) : `@${username}`;
  };
}
