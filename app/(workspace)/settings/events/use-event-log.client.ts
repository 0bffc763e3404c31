"use client";

import { useState, useTransition } from "react";
import { coalesce } from "#app/_ui/coalesce.ts";
import { getJson } from "#app/_ui/get-json.ts";
import { useLive } from "#app/_ui/live.client.tsx";
import { appendPage, mergeFirstPage, type Paged } from "#app/_ui/paged.ts";
import type { EventsPage, EventView } from "#lib/forms/attention-views.ts";

type Held = Paged<EventView>;

/** Empty strings are filters that are not set. */
export type LogFilter = {
  status: string;
  type: string;
  channel_id: string;
  conversation_id: string;
};

export const NO_FILTER: LogFilter = { status: "", type: "", channel_id: "", conversation_id: "" };

/** The log of one filter, newest first: live at the new end, older ones on demand. */
export function useEventLog(filter: LogFilter, first: Held | null) {
  const [held, setHeld] = useState(first);
  const [hasFailed, setHasFailed] = useState(false);
  const [isLoading, startLoading] = useTransition();

  const [refresh] = useState(() =>
    coalesce(async () => {
      const fresh = await readPage(filter, null).catch(() => null);
      setHasFailed(fresh === null);
      if (fresh !== null) {
        setHeld((before) => (before === null ? fresh : mergeFirstPage(before, fresh)));
      }
    }),
  );
  useLive(() => refresh());

  return {
    events: held?.items ?? null,
    hasOlder: held !== null && held.nextCursor !== null,
    hasFailed,
    isLoading,
    refresh,
    loadOlder() {
      const cursor = held?.nextCursor ?? null;
      if (cursor === null) return;
      startLoading(async () => {
        const older = await readPage(filter, cursor).catch(() => null);
        setHasFailed(older === null);
        if (older !== null) setHeld((before) => (before ? appendPage(before, older) : older));
      });
    },
  };
}

async function readPage(filter: LogFilter, cursor: string | null): Promise<Held> {
  const set = Object.entries({ ...filter, cursor: cursor ?? "" }).filter(
    ([, value]) => value !== "",
  );
  const page = await getJson<EventsPage>(`/api/events?${new URLSearchParams(set)}`);
  return { items: page.events, nextCursor: page.next_cursor };
}
