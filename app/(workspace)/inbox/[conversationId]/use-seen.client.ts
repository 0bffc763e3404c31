"use client";

import { useEffect } from "react";
import { postJson } from "#app/_ui/get-json.ts";

/** Tells the customer that their newest message was seen, whenever somebody looks at it. */
export function useSeen(conversationId: string, newestFromCustomer: string | undefined): void {
  useEffect(() => {
    if (newestFromCustomer === undefined) return;
    const tell = () => {
      if (document.visibilityState !== "visible") return;
      document.removeEventListener("visibilitychange", tell);
      // A courtesy: whether it reached Meta changes nothing here.
      postJson(`/api/conversations/${conversationId}/seen`, {}).catch(() => undefined);
    };
    document.addEventListener("visibilitychange", tell);
    tell();
    return () => document.removeEventListener("visibilitychange", tell);
  }, [conversationId, newestFromCustomer]);
}
