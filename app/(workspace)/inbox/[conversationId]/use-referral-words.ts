import { useTranslations } from "next-intl";
import type { ReferralView } from "#lib/forms/message-views.ts";

/** How a customer came, in one line. */
export function useReferralWords(): (referral: ReferralView) => string {
  const t = useTranslations("thread.referral");
  return ({ ad_id, ad_title, ref, product_id, source }) => {
    if (ad_title !== null) return t("adTitled", { title: ad_title });
    if (ad_id !== null || source === "ADS") return t("ad", { id: ad_id ?? "–" });
    if (product_id !== null) return t("product", { id: product_id });
    return ref === null ? t("other") : t("link", { ref });
  };
}
