import { useTranslations } from "next-intl";
import type en from "#app/_i18n/en.json";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import { useTroubleWords } from "#app/_ui/use-trouble-words.ts";
import type { EventView } from "#lib/forms/attention-views.ts";

type IgnoredName = keyof (typeof en)["events"]["ignored"];

/** Why an event failed, or only was kept, and what to do; null when there is nothing to say. */
export function useEventReason(): (
  event: Pick<EventView, "status" | "error">,
) => { what: string; next: string | null } | null {
  const wordsOf = useTroubleWords();
  const errorText = useErrorText();
  const t = useTranslations("events.ignored");
  return ({ status, error }) => {
    if (status === "dead") return wordsOf(error);
    if (status === "failed") return { what: errorText(error), next: null };
    const isKept = status === "ignored" && error !== null && t.has(error as IgnoredName);
    return isKept ? { what: t(error as IgnoredName), next: null } : null;
  };
}
