"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import { useToast } from "#app/_ui/use-toast.client.tsx";
import type { ErasureView } from "#lib/forms/privacy-views.ts";

type Answer = { ok: true; data: ErasureView | null } | { ok: false; code: string };

export type Erasing = {
  eraseContact(input: { conversation_id: string }): Promise<Answer>;
  /** Whether dm-voice-agent is asked as well. */
  isAskedThere: boolean;
};

/** Has a customer erased, and leaves their conversation. */
export function useErasure({ eraseContact }: Erasing, conversationId: string) {
  const t = useTranslations("contact");
  const toast = useToast();
  const errorText = useErrorText();
  const router = useRouter();
  const [isBusy, setIsBusy] = useState(false);
  return {
    isBusy,
    async erase(): Promise<void> {
      setIsBusy(true);
      const answer = await eraseContact({ conversation_id: conversationId }).catch(
        () => ({ ok: false, code: "network" }) as const,
      );
      if (!answer.ok) {
        setIsBusy(false);
        toast("failure", errorText(answer.code));
        return;
      }
      toast("success", t("done"));
      router.push("/inbox");
    },
  };
}
