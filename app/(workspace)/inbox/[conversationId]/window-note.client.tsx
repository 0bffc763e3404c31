"use client";

import { IconAlertTriangle, IconClock, IconLock } from "@tabler/icons-react";
import { useFormatter, useNow, useTranslations } from "next-intl";
import type { WindowView } from "#lib/forms/messaging-window.ts";
import { Note } from "./note.client.tsx";

/** An end that is further away is not worth a thought. */
const soonMs = 4 * 60 * 60_000;

type WindowNoteProps = { messagingWindow: WindowView; id: string };

/** What Meta's messaging window means for who answers now; nothing while it is wide open. */
export function WindowNote({ messagingWindow: { state, ends_at }, id }: WindowNoteProps) {
  const t = useTranslations("thread.window");
  const format = useFormatter();
  const now = useNow({ updateInterval: 30_000 });
  if (state === "closed" || ends_at === null) {
    return (
      <Note id={id} icon={IconLock} tone="closed">
        {t("closed")}
      </Note>
    );
  }
  const ends = new Date(ends_at);
  if (state === "human-only") {
    return (
      <Note id={id} icon={IconAlertTriangle} tone="warning">
        {t("humanOnly", {
          until: format.dateTime(ends, { dateStyle: "medium", timeStyle: "short" }),
        })}
      </Note>
    );
  }
  if (ends.getTime() - now.getTime() > soonMs) return null;
  return (
    <Note id={id} icon={IconClock} tone="quiet">
      {t("closing", { ago: format.relativeTime(ends, now) })}
    </Note>
  );
}
