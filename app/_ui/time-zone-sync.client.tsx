"use client";

import { useTimeZone } from "next-intl";
import { useEffect } from "react";

/** Tells the server the browser's time zone once; shows nothing. */
export function TimeZoneSync({ remember }: { remember: (timeZone: string) => Promise<void> }) {
  const known = useTimeZone();
  useEffect(() => {
    const actual = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (actual !== undefined && actual !== known) void remember(actual);
  }, [known, remember]);
  return null;
}
