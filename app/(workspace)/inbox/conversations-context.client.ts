"use client";

import { createContext, useContext } from "react";
import type { ConversationView } from "#lib/forms/views.ts";

export const ConversationsContext = createContext<readonly ConversationView[]>([]);

/** Null when the conversation is older than the loaded part of the list. */
export function useConversation(conversationId: string): ConversationView | null {
  return useContext(ConversationsContext).find(({ id }) => id === conversationId) ?? null;
}
