"use client";

import { EmptyState, Paper, Text, Title } from "@mantine/core";
import { IconPlugConnected } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { ChannelView } from "#lib/forms/views.ts";
import type { SwitchAi } from "./action-types.ts";
import { ChannelRow } from "./channel-row.client.tsx";
import classes from "./integrations.module.css";

type ChannelListProps = {
  channels: ChannelView[];
  switchAi: SwitchAi;
  onChange: (channel: ChannelView) => void;
};

export function ChannelList({ channels, switchAi, onChange }: ChannelListProps) {
  const t = useTranslations("integrations.channels");
  return (
    <section aria-labelledby="channels">
      <Title order={2} id="channels">
        {t("title")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("lead")}
      </Text>
      <Paper withBorder radius="md">
        {channels.length === 0 ? (
          <EmptyState
            py="xl"
            size="sm"
            icon={<IconPlugConnected size={28} stroke={1.5} aria-hidden />}
            title={t("none")}
            description={t("noneNext")}
          />
        ) : (
          <ul className={classes.channels}>
            {channels.map((channel) => (
              <ChannelRow
                key={channel.id}
                channel={channel}
                switchAi={switchAi}
                onChange={onChange}
              />
            ))}
          </ul>
        )}
      </Paper>
    </section>
  );
}
