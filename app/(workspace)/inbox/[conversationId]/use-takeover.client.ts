"use client";

import { useState } from "react";
import { failureCode, postJson } from "#app/_ui/get-json.ts";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import { useToast } from "#app/_ui/use-toast.client.tsx";

/** Silences the agent in a conversation, and lets it answer again; the live list tells what came of it. */
export function useTakeover(conversationId: string) {
  const toast = useToast();
  const errorText = useErrorText();
  const [isBusy, setIsBusy] = useState(false);
  const ask = async (what: "takeover" | "release") => {
    setIsBusy(true);
    try {
      await postJson(`/api/conversations/${conversationId}/${what}`, {});
    } catch (error) {
      toast("failure", errorText(failureCode(error)));
    }
    setIsBusy(false);
  };
  return {
    isBusy,
    takeOver: () => void ask("takeover"),
    release: () => void ask("release"),
  };
}
