"use client";

import { useEffect, useEffectEvent, useRef, useState } from "react";
import { CONNECT_WINDOW, listenForConnectNews } from "#app/_ui/connect-news.ts";
import type { ConnectNews } from "#lib/forms/views.ts";

type Asking = { asksForMissing: boolean };

/** Where connecting starts in the same window. */
export function connectPath({ asksForMissing }: Asking): string {
  return `/auth/facebook/connect${asksForMissing ? "?rerequest=1" : ""}`;
}

function popupPath({ asksForMissing }: Asking): string {
  return `/auth/facebook/connect?display=popup${asksForMissing ? "&rerequest=1" : ""}`;
}

export type ConnectPhase =
  | "idle"
  /** The popup was opened and no news has come. */
  | "waiting"
  /** `closed` reads true. Under Facebook's COOP it does so while the popup is still open. */
  | "perhaps_closed"
  /** A minute in that state without news. The popup may still answer, and is still listened to. */
  | "silent"
  | "blocked";

const lookEveryMs = 500;
const graceMs = 60_000;

/** Opens the popup, waits for the first news of it and drops the repeats. */
export function useFacebookConnect({
  onNews,
  ...asking
}: Asking & { onNews: (news: ConnectNews) => void }) {
  const [phase, setPhase] = useState<ConnectPhase>("idle");
  const popup = useRef<Window | null>(null);
  const isExpecting = useRef(false);

  const settle = useEffectEvent((news: ConnectNews) => {
    if (!isExpecting.current) return;
    isExpecting.current = false;
    setPhase("idle");
    onNews(news);
  });
  useEffect(() => listenForConnectNews((news) => settle(news)), []);

  useEffect(() => {
    if (phase === "waiting") {
      const timer = setInterval(() => {
        if (popup.current?.closed) setPhase("perhaps_closed");
      }, lookEveryMs);
      return () => clearInterval(timer);
    }
    if (phase === "perhaps_closed") {
      const timer = setTimeout(() => setPhase("silent"), graceMs);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [phase]);

  return {
    phase,
    /** Call it straight from the click: a browser blocks a popup that opens any later. */
    start() {
      popup.current = window.open(popupPath(asking), CONNECT_WINDOW, popupFeatures());
      isExpecting.current = popup.current !== null;
      setPhase(popup.current === null ? "blocked" : "waiting");
    },
    cancel() {
      isExpecting.current = false;
      popup.current?.close();
      setPhase("idle");
    },
  };
}

function popupFeatures(): string {
  const width = 600;
  const height = 700;
  const left = Math.round(window.screenX + (window.outerWidth - width) / 2);
  const top = Math.round(window.screenY + (window.outerHeight - height) / 2);
  return `popup,width=${width},height=${height},left=${Math.max(0, left)},top=${Math.max(0, top)}`;
}
