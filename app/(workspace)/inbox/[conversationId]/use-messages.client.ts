"use client";

import { useState, useTransition } from "react";
import { coalesce } from "#app/_ui/coalesce.ts";
import { getJson } from "#app/_ui/get-json.ts";
import { useLive } from "#app/_ui/live.client.tsx";
import { appendPage, mergeFirstPage, type Paged } from "#app/_ui/paged.ts";
import type { MessagesPage, MessageView } from "#lib/forms/views.ts";

type Held = Paged<MessageView>;

/** One conversation's messages, newest first: live at the new end, older ones on demand. */
export function useMessages(conversationId: string, first: Held) {
  const [held, setHeld] = useState(first);
  const [hasFailed, setHasFailed] = useState(false);
  const [isLoadingOlder, startLoading] = useTransition();

  const [refresh] = useState(() =>
    coalesce(async () => {
      // A failed read keeps what is shown; the next live update tries again.
      const fresh = await readPage(conversationId, null).catch(() => null);
      if (fresh !== null) setHeld((before) => mergeFirstPage(withoutGone(before, fresh), fresh));
    }),
  );
  useLive((news) => {
    if (news.type === "resync") refresh();
    if (news.type === "message" && news.conversation_id === conversationId) refresh();
  });

  return {
    messages: held.items,
    hasOlder: held.nextCursor !== null,
    hasFailed,
    isLoadingOlder,
    /** Shows a message before the next read does. */
    add(message: MessageView) {
      setHeld((before) => {
        const isThere = before.items.some(({ id }) => id === message.id);
        return isThere ? before : { ...before, items: [message, ...before.items] };
      });
    },
    loadOlder() {
      const cursor = held.nextCursor;
      if (cursor === null) return;
      startLoading(async () => {
        const older = await readPage(conversationId, cursor).catch(() => null);
        setHasFailed(older === null);
        if (older !== null) setHeld((before) => appendPage(before, older));
      });
    },
  };
}

/** An answer that is no longer wanted is taken back: what the fresh page should have and has not is gone. */
function withoutGone(held: Held, fresh: Held): Held {
  const oldest = fresh.items.at(-1)?.occurred_at ?? "";
  const known = new Set(fresh.items.map(({ id }) => id));
  const items = held.items.filter(({ id, occurred_at }) => occurred_at <= oldest || known.has(id));
  return { ...held, items };
}

async function readPage(conversationId: string, cursor: string | null): Promise<Held> {
  const query = cursor === null ? "" : `?${new URLSearchParams({ cursor })}`;
  const path = `/api/conversations/${encodeURIComponent(conversationId)}/messages${query}`;
  const page = await getJson<MessagesPage>(path);
  return { items: page.messages, nextCursor: page.next_cursor };
}
