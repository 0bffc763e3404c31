"use client";

import { IconCalendarEvent } from "@tabler/icons-react";
import { useFormatter, useTranslations } from "next-intl";
import type { AttachmentView } from "#lib/forms/message-views.ts";
import classes from "./attachments.module.css";
import { Card } from "./card.client.tsx";

const STATUSES = ["requested", "confirmed", "declined", "cancelled", "canceled"] as const;

/** A booking, in the viewer's own time zone; the customer's is named. */
export function Appointment({ attachment }: { attachment: AttachmentView }) {
  const t = useTranslations("media.appointment");
  const kinds = useTranslations("kinds");
  const format = useFormatter();
  const { status, starts_at, ends_at, time_zone } = attachment.appointment ?? {};
  const known = STATUSES.find((each) => each === status?.toLowerCase());
  const label = kinds("appointment_booking", { count: 1 });
  return (
    <Card icon={IconCalendarEvent} label={label} title={attachment.title}>
      {starts_at != null && (
        <span>
          {format.dateTime(new Date(starts_at), { dateStyle: "full", timeStyle: "short" })}
          {ends_at != null &&
            ` – ${format.dateTime(new Date(ends_at), { ...dayUnless(starts_at, ends_at), timeStyle: "short" })}`}
        </span>
      )}
      {status != null && (
        <span className={classes.detail}>{known === undefined ? status : t(known)}</span>
      )}
      {time_zone != null && (
        <span className={classes.detail}>{t("zone", { zone: time_zone })}</span>
      )}
    </Card>
  );
}

/** The day of the end goes without saying when everything happens within one. */
function dayUnless(starts: string, ends: string): { dateStyle?: "medium" } {
  const isShort = Date.parse(ends) - Date.parse(starts) < 12 * 60 * 60_000;
  return isShort ? {} : { dateStyle: "medium" };
}
