"use client";

import { Box, Group, Text } from "@mantine/core";
import { IconChevronRight, IconRobot } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { AiSwitch } from "#app/_ui/ai-switch.client.tsx";
import { ChannelStatus } from "#app/_ui/channel-status.tsx";
import { channelTitle } from "#app/_ui/channel-title.ts";
import { Picture } from "#app/_ui/picture.client.tsx";
import { PlatformIcon } from "#app/_ui/platform-icon.tsx";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import type { ChannelView } from "#lib/forms/views.ts";
import type { SwitchAi } from "./action-types.ts";
import classes from "./integrations.module.css";

type ChannelRowProps = {
  channel: ChannelView;
  switchAi: SwitchAi;
  onChange: (channel: ChannelView) => void;
};

export function ChannelRow({ channel, switchAi, onChange }: ChannelRowProps) {
  const t = useTranslations("channel");
  const errorText = useErrorText();
  const href = `/settings/integrations/${channel.id}`;
  return (
    <li className={classes.channel}>
      <Group wrap="nowrap" gap="sm" className={classes.channelName}>
        <Picture name={channel.name} url={channel.picture_url} />
        <Box miw={0}>
          <Link href={href} className={classes.channelLink}>
            <bdi>{channelTitle(channel)}</bdi>
          </Link>
          <Group gap="xs" wrap="nowrap" c="dimmed">
            <PlatformIcon platform={channel.platform} size={14} />
            <Text size="xs">{t(`platform.${channel.platform}`)}</Text>
          </Group>
        </Box>
      </Group>
      <Box className={classes.channelState}>
        <ChannelStatus status={channel.status} />
        {channel.last_error !== null && channel.status !== "active" && (
          <Text size="xs" c="dimmed" lineClamp={2}>
            {errorText(channel.last_error)}
          </Text>
        )}
      </Box>
      <Group gap="xs" wrap="nowrap" c="dimmed" className={classes.channelAgent}>
        <IconRobot size={16} stroke={1.75} aria-hidden />
        <Text size="sm" truncate title={channel.agent_id ?? undefined}>
          {channel.agent_id ?? t("noAgent")}
        </Text>
      </Group>
      <AiSwitch channel={channel} switchAi={switchAi} onChange={onChange} />
      <IconChevronRight size={18} className={classes.channelArrow} aria-hidden />
    </li>
  );
}
