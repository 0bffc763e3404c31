"use client";

import { useEffect, useLayoutEffect, useRef, useState } from "react";

/** A person who stopped a few pixels above the end still means the end. */
const slackPx = 48;

type Ends = { newestId: string | undefined; oldestId: string | undefined };

/**
 * Keeps a scrolling box, with its one child, at its end while the person is there, and keeps the view still when older
 * rows are put above it.
 */
export function useStickToBottom({ newestId, oldestId }: Ends) {
  const box = useRef<HTMLDivElement>(null);
  const distancePx = useRef(0);
  const lastOldestId = useRef(oldestId);
  const [hasUnseen, setHasUnseen] = useState(false);

  const scrollToEnd = () => {
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
    distancePx.current = 0;
    setHasUnseen(false);
  };

  // Rows grow when they fail; so does what stands below the box: a long answer, a phone's keyboard.
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      if (distancePx.current <= slackPx) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    for (const content of element.children) observer.observe(content);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const isOlderAdded = lastOldestId.current !== oldestId;
    lastOldestId.current = oldestId;
    if (isOlderAdded) {
      element.scrollTop = element.scrollHeight - element.clientHeight - distancePx.current;
      return;
    }
    if (distancePx.current <= slackPx) element.scrollTop = element.scrollHeight;
    else if (newestId !== undefined) setHasUnseen(true);
  }, [newestId, oldestId]);

  return {
    box,
    hasUnseen,
    scrollToEnd,
    onScroll() {
      const element = box.current;
      if (element === null) return;
      distancePx.current = element.scrollHeight - element.clientHeight - element.scrollTop;
      if (distancePx.current <= slackPx) setHasUnseen(false);
    },
  };
}
