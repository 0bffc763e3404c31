import { useTranslations } from "next-intl";
import type en from "#app/_i18n/en.json";

type Kind = keyof (typeof en)["kinds"];

/** What Meta's word for a kind of attachment means; `null` for one that Meta has invented since. */
export function useKindWords(): (type: string, count?: number) => string | null {
  const t = useTranslations("kinds");
  return (type, count = 1) => (t.has(type as Kind) ? t(type as Kind, { count }) : null);
}
