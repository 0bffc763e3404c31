"use client";

import { useInterval } from "@mantine/hooks";
import { useEffect, useRef, useState, useTransition } from "react";
import { coalesce } from "#app/_ui/coalesce.ts";
import { getJson } from "#app/_ui/get-json.ts";
import { useLive } from "#app/_ui/live.client.tsx";
import { appendPage, type Paged } from "#app/_ui/paged.ts";
import type { AlertsPage, AlertView } from "#lib/forms/views.ts";

type Held = Paged<AlertView>;

/** Openings and closings come live; how often an open one was noticed is read now and then. */
const refreshMs = 30_000;
/** As many as one request may ask for. */
const pageMax = 100;

const isOpen = ({ closed_at }: AlertView) => closed_at === null;

/** The alerts: first page from the server, live after that, older ones on demand. */
export function useAlerts(first: Held) {
  const [held, setHeld] = useState(first);
  const [hasFailed, setHasFailed] = useState(false);
  const [isLoadingOlder, startLoading] = useTransition();
  const heldCount = useRef(first.items.length);
  useEffect(() => {
    heldCount.current = held.items.length;
  }, [held]);

  const [refresh] = useState(() =>
    coalesce(async () => {
      // A failed read keeps what is shown; the next one tries again.
      const fresh = await readAgain(heldCount.current).catch(() => null);
      if (fresh !== null) setHeld(fresh);
    }),
  );
  useLive(({ type }) => {
    if (type === "alert" || type === "resync") refresh();
  });
  const refreshOpen = () => {
    if (!document.hidden && held.items.some(isOpen)) refresh();
  };
  useInterval(refreshOpen, refreshMs, { autoInvoke: true });

  return {
    open: held.items.filter(isOpen),
    closed: held.items.filter((alert) => !isOpen(alert)),
    hasOlder: held.nextCursor !== null,
    hasFailed,
    isLoadingOlder,
    loadOlder() {
      const cursor = held.nextCursor;
      if (cursor === null) return;
      startLoading(async () => {
        const older = await readPage({ cursor }).catch(() => null);
        setHasFailed(older === null);
        if (older !== null) setHeld((before) => appendPage(before, older));
      });
    },
  };
}

/** An alert that closes moves to another part of the list, so all that is shown is read anew. */
async function readAgain(count: number): Promise<Held> {
  let read: Held = await readPage(count > pageMax ? { limit: String(pageMax) } : {});
  while (read.nextCursor !== null && read.items.length < count) {
    const next = await readPage({ cursor: read.nextCursor, limit: String(pageMax) });
    read = appendPage(read, next);
  }
  return read;
}

async function readPage(query: Record<string, string>): Promise<Held> {
  const page = await getJson<AlertsPage>(`/api/alerts?${new URLSearchParams(query)}`);
  return { items: page.alerts, nextCursor: page.next_cursor };
}
