import { useErrorText } from "#app/_ui/use-error-text.ts";
import { useTroubleWords } from "#app/_ui/use-trouble-words.ts";
import type { EventView } from "#lib/forms/attention-views.ts";

/** Why an event failed, and what to do; null when it did not. One that is tried again needs nobody. */
export function useEventReason(): (
  event: Pick<EventView, "status" | "error">,
) => { what: string; next: string | null } | null {
  const wordsOf = useTroubleWords();
  const errorText = useErrorText();
  return ({ status, error }) => {
    if (status === "dead") return wordsOf(error);
    return status === "failed" ? { what: errorText(error), next: null } : null;
  };
}
