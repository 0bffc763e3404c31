"use client";

import { useState } from "react";

/** Our own route to a message's file; Meta's addresses never reach the page. */
export function mediaPath(messageId: string, index: number): string {
  return `/api/media/${messageId}/${index}`;
}

export type MediaTrouble = "expired" | "too-large" | "not-allowed" | "unreachable" | "unreadable";

const TROUBLES: Record<number, MediaTrouble> = {
  404: "expired",
  410: "expired",
  413: "too-large",
  422: "not-allowed",
};

/** Why a file could not be shown: the element that shows it only tells that. */
export async function troubleWith(path: string): Promise<MediaTrouble> {
  const asking = new AbortController();
  const answer = await fetch(path, { signal: asking.signal }).catch(() => null);
  asking.abort();
  if (answer === null) return "unreachable";
  return answer.ok ? "unreadable" : (TROUBLES[answer.status] ?? "unreachable");
}

/** A file that is shown by its address, and what to say when it cannot be. */
export function useMedia(path: string) {
  const [trouble, setTrouble] = useState<MediaTrouble | null>(null);
  const [tries, setTries] = useState(0);
  const onError = () => void troubleWith(path).then(setTrouble);
  return {
    /** Another one for each try, so that the browser asks again. */
    source: tries === 0 ? path : `${path}?try=${tries}`,
    trouble,
    onError,
    /** For what the server drew: its error may come before anybody listens. */
    ref(element: HTMLImageElement | HTMLMediaElement | null) {
      if (element !== null && hasFailed(element)) onError();
    },
    retry() {
      setTries((before) => before + 1);
      setTrouble(null);
    },
  };
}

/** Whether loading has ended without anything to show. */
export function hasFailed(element: HTMLImageElement | HTMLMediaElement): boolean {
  if (element instanceof HTMLMediaElement) return element.error !== null;
  return element.complete && element.naturalWidth === 0 && element.currentSrc !== "";
}
