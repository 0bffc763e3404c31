"use client";

import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useRef, useState, useTransition } from "react";
import { failureCode, getJson } from "#app/_ui/get-json.ts";
import { useToast } from "#app/_ui/use-toast.client.tsx";
import type { ConnectNews, PagesView } from "#lib/forms/views.ts";
import type { Arrival } from "./arrival.ts";
import type { PagesResult } from "./pages-result.ts";

export type Connecting = ReturnType<typeof useConnecting>;

/** The state around one Facebook login: its pages, whether they are being picked, what failed. */
export function useConnecting(start: {
  pages: Promise<PagesResult>;
  arrival: Arrival;
  /** Channels wait for a login, so that nothing is to be chosen after it. */
  isForWaiting: boolean;
  onConnected: () => void;
}) {
  const t = useTranslations("connect");
  const toast = useToast();
  const { arrival } = start;
  const [pages, setPages] = useState(start.pages);
  const [isReading, startReading] = useTransition();
  // As it was at the click: when the news comes, the channels may have been healed already.
  const isForWaiting = useRef(false);
  const [isPicking, setIsPicking] = useState(arrival?.outcome === "connected");
  const [failure, setFailure] = useState(arrival?.outcome === "failed" ? arrival.reason : null);

  const showSuccess = () => {
    toast("success", t("success"), "facebook-connected");
  };
  const onArrival = useEffectEvent(() => {
    if (arrival === null) return;
    window.history.replaceState(null, "", window.location.pathname);
    if (arrival.outcome === "connected") showSuccess();
  });
  useEffect(() => onArrival(), []);

  const reread = () => startReading(() => setPages(readPages()));
  return {
    pages,
    isReading,
    reread,
    isPicking,
    pick: () => setIsPicking(true),
    stopPicking: () => setIsPicking(false),
    failure,
    begin() {
      setFailure(null);
      isForWaiting.current = start.isForWaiting;
    },
    forgetFailure: () => setFailure(null),
    onNews(news: ConnectNews) {
      if (news.type === "FACEBOOK_AUTH_ERROR") {
        setFailure(news.error);
        return;
      }
      setFailure(null);
      showSuccess();
      setIsPicking(!isForWaiting.current);
      start.onConnected();
      reread();
    },
  };
}

function readPages(): Promise<PagesResult> {
  return getJson<PagesView>("/api/facebook/pages").then(
    (view) => ({ ok: true, view }),
    (error: unknown) => ({ ok: false, code: failureCode(error) }),
  );
}
