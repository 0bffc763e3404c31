"use client";

import { useState } from "react";
import { failureCode, getJson } from "#app/_ui/get-json.ts";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import { useToast } from "#app/_ui/use-toast.client.tsx";
import type { RetentionDays } from "#lib/forms/privacy.ts";
import type { RetentionCounts } from "#lib/forms/privacy-views.ts";

/** What would be deleted if data were kept for so long; the counts hold for those days only. */
export function usePreview(days: RetentionDays) {
  const toast = useToast();
  const errorText = useErrorText();
  const [isCounting, setIsCounting] = useState(false);
  const [counted, setCounted] = useState<{ key: string; counts: RetentionCounts } | null>(null);
  const key = JSON.stringify([days.events, days.messages, days.audit]);
  return {
    isCounting,
    counts: counted?.key === key ? counted.counts : null,
    async count(): Promise<void> {
      setIsCounting(true);
      const query = new URLSearchParams(
        Object.entries(days).map(([what, value]) => [what, String(value)]),
      );
      try {
        const path = `/api/privacy/preview?${query}`;
        const { counts } = await getJson<{ counts: RetentionCounts }>(path);
        setCounted({ key, counts });
      } catch (error) {
        toast("failure", errorText(failureCode(error)));
      }
      setIsCounting(false);
    },
  };
}
