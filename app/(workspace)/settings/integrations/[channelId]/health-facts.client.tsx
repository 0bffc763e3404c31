"use client";

import { Anchor, DataList, Text } from "@mantine/core";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Ago } from "#app/_ui/ago.client.tsx";
import type { ChannelHealthView } from "#lib/forms/channel-health-view.ts";

type HealthFactsProps = { channelId: string; health: ChannelHealthView };

/** What is known of the channel, each with when it was looked at. */
export function HealthFacts({ channelId, health }: HealthFactsProps) {
  const t = useTranslations("channelPage.facts");
  return (
    <DataList labelWidth="min(11rem, 44%)">
      <Fact label={t("since")}>
        <Ago at={health.since} />
      </Fact>
      <Fact label={t("subscription")}>
        <Subscription {...health.subscription} />
      </Fact>
      <Fact label={t("token")}>
        <Token {...health.token} />
      </Fact>
      <Fact label={t("lastIn")}>
        {health.last_in_at ? <Ago at={health.last_in_at} /> : t("never")}
      </Fact>
      <Fact label={t("lastOut")}>
        {health.last_out_at ? <Ago at={health.last_out_at} /> : t("never")}
      </Fact>
      <Fact label={t("failed")}>
        <Failed channelId={channelId} {...health.failed} />
      </Fact>
    </DataList>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <DataList.Item>
      <DataList.ItemLabel>{label}</DataList.ItemLabel>
      <DataList.ItemValue>
        <Text component="span" size="sm">
          {children}
        </Text>
      </DataList.ItemValue>
    </DataList.Item>
  );
}

function Subscription({ checked_at, missing }: ChannelHealthView["subscription"]) {
  const t = useTranslations("channelPage.facts");
  if (checked_at === null) return t("notYet");
  return (
    <>
      {missing.length === 0 ? t("complete") : t("incomplete", { fields: missing.join(", ") })}
      {" · "}
      {t.rich("checked", { ago: () => <Ago at={checked_at} /> })}
    </>
  );
}

function Token({ checked_at, login_ends_at, data_access_ends_at }: ChannelHealthView["token"]) {
  const t = useTranslations("channelPage.facts");
  const format = useFormatter();
  const dateOf = (at: string) => format.dateTime(new Date(at), { dateStyle: "medium" });
  return (
    <>
      {checked_at === null
        ? t("notYet")
        : t.rich("checked", { ago: () => <Ago at={checked_at} /> })}
      {login_ends_at !== null && ` · ${t("loginUntil", { date: dateOf(login_ends_at) })}`}
      {data_access_ends_at !== null &&
        ` · ${t("profilesUntil", { date: dateOf(data_access_ends_at) })}`}
    </>
  );
}

function Failed({
  channelId,
  events,
  messages,
}: ChannelHealthView["failed"] & { channelId: string }) {
  const t = useTranslations("channelPage.facts");
  if (events + messages === 0) return t("noFailure");
  const log = new URLSearchParams({ tab: "log", status: "dead", channel_id: channelId });
  return (
    <Anchor component={Link} href={`/settings/events${messages > 0 ? "" : `?${log}`}`}>
      {t("failures", { events, messages })}
    </Anchor>
  );
}
