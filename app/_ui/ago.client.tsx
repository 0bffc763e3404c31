"use client";

import { useFormatter, useNow, useTranslations } from "next-intl";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Relative while it is fresh, a date after a week; the exact moment on hover. */
export function Ago({ at }: { at: string }) {
  const format = useFormatter();
  const t = useTranslations("common");
  const now = useNow({ updateInterval: minuteMs / 2 });
  const date = new Date(at);
  const ageMs = now.getTime() - date.getTime();

  const words = () => {
    if (ageMs < minuteMs) return t("justNow");
    if (ageMs < 7 * dayMs) return format.relativeTime(date, { now, style: "short" });
    const isThisYear = now.getFullYear() === date.getFullYear();
    return format.dateTime(date, {
      day: "numeric",
      month: "short",
      ...(isThisYear ? {} : { year: "numeric" }),
    });
  };

  return (
    <time dateTime={at} title={format.dateTime(date, { dateStyle: "full", timeStyle: "medium" })}>
      {words()}
    </time>
  );
}
