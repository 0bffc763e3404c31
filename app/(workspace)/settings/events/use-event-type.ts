import { useTranslations } from "next-intl";
import type en from "#app/_i18n/en.json";

type Name = keyof (typeof en)["events"]["type"];

/** The word for a kind of event; Meta's own name where we have none. */
export function useEventType(): (type: string) => string {
  const t = useTranslations("events.type");
  // A name with a dot would be read as a path.
  return (type) => (!type.includes(".") && t.has(type as Name) ? t(type as Name) : type);
}
