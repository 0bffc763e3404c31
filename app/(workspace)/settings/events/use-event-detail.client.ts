"use client";

import { useCallback, useEffect, useState } from "react";
import { getJson } from "#app/_ui/get-json.ts";
import { useLive } from "#app/_ui/live.client.tsx";
import type { EventDetailView } from "#lib/forms/attention-views.ts";

/** One event with what was in it, live; null while it is read. */
export function useEventDetail(id: string | null) {
  const [event, setEvent] = useState<EventDetailView | null>(null);
  const [hasFailed, setHasFailed] = useState(false);

  const read = useCallback(async () => {
    if (id === null) return;
    const answer = await getJson<{ event: EventDetailView }>(`/api/events/${id}`).catch(() => null);
    setHasFailed(answer === null);
    if (answer !== null) setEvent(answer.event);
  }, [id]);
  useEffect(() => void read(), [read]);
  useLive(() => void read());

  const isIt = event !== null && event.id === id;
  return { event: isIt ? event : null, hasFailed, read };
}
