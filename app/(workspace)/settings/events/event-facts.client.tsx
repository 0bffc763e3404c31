"use client";

import { Anchor, Text } from "@mantine/core";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { channelTitle } from "#app/_ui/channel-title.ts";
import { CopyId } from "#app/_ui/copy-id.client.tsx";
import type { EventDetailView } from "#lib/forms/attention-views.ts";
import { useCustomerName } from "./customer-name.client.tsx";
import classes from "./events.module.css";

export function EventFacts({ event }: { event: EventDetailView }) {
  const t = useTranslations("events.detail");
  const format = useFormatter();
  const customer = useCustomerName({
    externalUserId: event.external_user_id,
    channel: event.channel,
  });
  const when = (at: string) =>
    format.dateTime(new Date(at), { dateStyle: "medium", timeStyle: "medium" });
  return (
    <dl className={classes.facts}>
      <Fact label={t("channel")}>
        {event.channel === null ? "–" : <bdi>{channelTitle(event.channel)}</bdi>}
      </Fact>
      <Fact label={t("customer")}>
        {customer}
        {event.conversation_id !== null && (
          <Anchor component={Link} href={`/inbox/${event.conversation_id}`} size="sm" ms="xs">
            {t("openConversation")}
          </Anchor>
        )}
      </Fact>
      <Fact label={t("occurred")}>{when(event.occurred_at)}</Fact>
      <Fact label={t("received")}>{when(event.received_at)}</Fact>
      {event.processed_at !== null && (
        <Fact label={t("processed")}>{when(event.processed_at)}</Fact>
      )}
      {event.retry_at !== null && <Fact label={t("retry")}>{when(event.retry_at)}</Fact>}
      <Fact label={t("attempts")}>{event.attempts}</Fact>
      <Fact label={t("source")}>{t(`sources.${event.source}`)}</Fact>
      {event.page_id !== null && (
        <Fact label={t("page")}>
          <CopyId value={event.page_id} label={t("page")} />
        </Fact>
      )}
      <Fact label={t("id")}>
        <CopyId value={event.id} label={t("id")} />
      </Fact>
      <Fact label={t("delivery")}>
        <CopyId value={event.delivery_id} label={t("delivery")} />
      </Fact>
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <Text component="dt" size="sm" c="dimmed">
        {label}
      </Text>
      <Text component="dd" size="sm" className={classes.factValue}>
        {children}
      </Text>
    </div>
  );
}
