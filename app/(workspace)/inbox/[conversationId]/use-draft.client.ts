"use client";

import { useState } from "react";

export type Draft = {
  text: string;
  quickReplies: readonly string[];
  /** Of an answer that is being changed: should it have arrived after all, it is not sent twice. */
  clientId: string | undefined;
};

export const EMPTY_DRAFT: Draft = { text: "", quickReplies: [], clientId: undefined };
const drafts = new Map<string, Draft>();

/** What is being written in a conversation, kept while other conversations are looked at. */
export function useDraft(conversationId: string): [Draft, (draft: Draft) => void] {
  const [draft, setDraft] = useState(() => drafts.get(conversationId) ?? EMPTY_DRAFT);
  return [
    draft,
    (next) => {
      setDraft(next);
      if (next.text === "" && next.quickReplies.length === 0) drafts.delete(conversationId);
      else drafts.set(conversationId, next);
    },
  ];
}
