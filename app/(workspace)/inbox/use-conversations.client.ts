"use client";

import { useState, useTransition } from "react";
import { coalesce } from "#app/_ui/coalesce.ts";
import { getJson } from "#app/_ui/get-json.ts";
import { useLive } from "#app/_ui/live.client.tsx";
import { appendPage, mergeFirstPage, type Paged } from "#app/_ui/paged.ts";
import type { ConversationsPage, ConversationView } from "#lib/forms/views.ts";

type Held = Paged<ConversationView>;

/** The conversation list: first page from the server, live after that, older ones on demand. */
export function useConversations(first: Held) {
  const [held, setHeld] = useState(first);
  const [hasFailed, setHasFailed] = useState(false);
  const [isLoadingOlder, startLoading] = useTransition();

  const [refresh] = useState(() =>
    coalesce(async () => {
      // A failed read keeps what is shown; the next live update tries again.
      const fresh = await readPage(null).catch(() => null);
      if (fresh !== null) setHeld((before) => mergeFirstPage(before, fresh));
    }),
  );
  useLive(({ type }) => {
    if (type !== "channel") refresh();
  });

  return {
    conversations: held.items,
    hasOlder: held.nextCursor !== null,
    hasFailed,
    isLoadingOlder,
    loadOlder() {
      const cursor = held.nextCursor;
      if (cursor === null) return;
      startLoading(async () => {
        const older = await readPage(cursor).catch(() => null);
        setHasFailed(older === null);
        if (older !== null) setHeld((before) => appendPage(before, older));
      });
    },
  };
}

async function readPage(cursor: string | null): Promise<Held> {
  const query = cursor === null ? "" : `?${new URLSearchParams({ cursor })}`;
  const page = await getJson<ConversationsPage>(`/api/conversations${query}`);
  return { items: page.conversations, nextCursor: page.next_cursor };
}
