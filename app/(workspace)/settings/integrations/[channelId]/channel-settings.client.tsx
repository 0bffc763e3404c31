"use client";

import { DataList, Paper, Stack, Title } from "@mantine/core";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { coalesce } from "#app/_ui/coalesce.ts";
import { CopyId } from "#app/_ui/copy-id.client.tsx";
import { getJson } from "#app/_ui/get-json.ts";
import { useLive } from "#app/_ui/live.client.tsx";
import type {
  AssignAgent,
  SwitchAi,
  TryChannelAgain,
} from "#app/(workspace)/settings/integrations/action-types.ts";
import type { ChannelView } from "#lib/forms/views.ts";
import { AgentForm } from "./agent-form.client.tsx";
import { ChannelHealth } from "./channel-health.client.tsx";
import { PauseSwitch } from "./pause-switch.client.tsx";

type ChannelSettingsProps = {
  channel: ChannelView;
  assignAgent: AssignAgent;
  switchAi: SwitchAi;
  tryChannelAgain: TryChannelAgain;
};

export function ChannelSettings(props: ChannelSettingsProps) {
  const t = useTranslations("channelPage");
  const [channel, setChannel] = useLiveChannel(props.channel);
  return (
    <Stack gap="lg">
      <Paper withBorder radius="md" p="lg" component="section" aria-label={t("status")}>
        <ChannelHealth
          channel={channel}
          tryChannelAgain={props.tryChannelAgain}
          onChange={setChannel}
        />
      </Paper>
      <Paper withBorder radius="md" p="lg" component="section" aria-labelledby="agent">
        <Title order={2} id="agent" mb="sm">
          {t("agent")}
        </Title>
        <AgentForm
          channel={channel}
          assignAgent={props.assignAgent}
          switchAi={props.switchAi}
          onChange={setChannel}
        />
        <PauseSwitch channel={channel} onChange={setChannel} />
      </Paper>
      <Paper withBorder radius="md" p="lg" component="section" aria-labelledby="facts">
        <Title order={2} id="facts" mb="sm">
          {t("facts")}
        </Title>
        <Facts channel={channel} />
      </Paper>
    </Stack>
  );
}

function Facts({ channel }: { channel: ChannelView }) {
  const t = useTranslations("channelPage");
  const names = useTranslations("channel.platform");
  const format = useFormatter();
  const ids = [
    { label: t("channelId"), value: channel.id },
    { label: t("metaId"), value: channel.platform_page_id },
    ...(channel.channel_id === null
      ? []
      : [{ label: t("voiceAgentId"), value: channel.channel_id }]),
  ];
  return (
    <DataList labelWidth="min(11rem, 32%)">
      <DataList.Item>
        <DataList.ItemLabel>{t("platform")}</DataList.ItemLabel>
        <DataList.ItemValue>{names(channel.platform)}</DataList.ItemValue>
      </DataList.Item>
      <DataList.Item>
        <DataList.ItemLabel>{t("connectedAt")}</DataList.ItemLabel>
        <DataList.ItemValue>
          {format.dateTime(new Date(channel.created_at), {
            dateStyle: "long",
            timeStyle: "short",
          })}
        </DataList.ItemValue>
      </DataList.Item>
      {ids.map(({ label, value }) => (
        <DataList.Item key={label}>
          <DataList.ItemLabel>{label}</DataList.ItemLabel>
          <DataList.ItemValue>
            <CopyId value={value} label={label} />
          </DataList.ItemValue>
        </DataList.Item>
      ))}
    </DataList>
  );
}

function useLiveChannel(initial: ChannelView) {
  const [channel, setChannel] = useState(initial);
  const [reread] = useState(() =>
    coalesce(async () => {
      const path = `/api/channels/${initial.id}`;
      const answer = await getJson<{ channel: ChannelView }>(path).catch(() => null);
      if (answer !== null) setChannel(answer.channel);
    }),
  );
  useLive((news) => {
    if (news.type === "resync") reread();
    if (news.type === "channel" && news.channel_id === initial.id) reread();
  });
  return [channel, setChannel] as const;
}
