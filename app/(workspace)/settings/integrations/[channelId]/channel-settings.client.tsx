"use client";

import { DataList, Paper, Stack, Title } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect } from "react";
import { CopyId } from "#app/_ui/copy-id.client.tsx";
import type {
  AssignAgent,
  SwitchAi,
  TryChannelAgain,
} from "#app/(workspace)/settings/integrations/action-types.ts";
import type { ChannelView } from "#lib/forms/views.ts";
import { AgentForm } from "./agent-form.client.tsx";
import { ChannelActions } from "./channel-actions.client.tsx";
import { ChannelHealth } from "./channel-health.client.tsx";
import { HealthFacts } from "./health-facts.client.tsx";
import { HoursPlot } from "./hours-plot.client.tsx";
import { PauseSwitch } from "./pause-switch.client.tsx";
import { type ChannelWithHealth, useChannel } from "./use-channel.client.ts";

type ChannelSettingsProps = {
  held: ChannelWithHealth;
  assignAgent: AssignAgent;
  switchAi: SwitchAi;
  tryChannelAgain: TryChannelAgain;
};

export function ChannelSettings(props: ChannelSettingsProps) {
  const t = useTranslations("channelPage");
  const { channel, health, show, showChannel: setChannel } = useChannel(props.held);
  useFreshTitle(channel.name, props.held.channel.name);
  return (
    <Stack gap="lg">
      <Paper withBorder radius="md" p="lg" component="section" aria-label={t("status")}>
        <Stack gap="lg">
          <ChannelHealth
            channel={channel}
            tryChannelAgain={props.tryChannelAgain}
            onChange={setChannel}
          />
          <HealthFacts channelId={channel.id} health={health} />
          <ChannelActions channel={channel} health={health} show={show} showChannel={setChannel} />
        </Stack>
      </Paper>
      <Paper withBorder radius="md" p="lg" component="section" aria-labelledby="plot">
        <Title order={2} id="plot" mb="sm">
          {t("plot.title")}
        </Title>
        <HoursPlot hours={health.hours} />
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
          {t("details")}
        </Title>
        <Facts channel={channel} />
      </Paper>
    </Stack>
  );
}

/** The page's title comes from the server, which reads it again when the channel was renamed. */
function useFreshTitle(name: string, rendered: string): void {
  const router = useRouter();
  useEffect(() => {
    if (name !== rendered) router.refresh();
  }, [name, rendered, router]);
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
