"use client";

import { ActionIcon, Box, Group, Text, Title } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { channelTitle } from "#app/_ui/channel-title.ts";
import { PlatformIcon } from "#app/_ui/platform-icon.tsx";
import type { ConversationView } from "#lib/forms/views.ts";
import classes from "./thread.module.css";

export function ThreadHeader({ conversation }: { conversation: ConversationView }) {
  const t = useTranslations("thread");
  const inbox = useTranslations("inbox");
  const { channel } = conversation;
  return (
    <Group className={classes.header} wrap="nowrap" gap="sm">
      <ActionIcon
        component={Link}
        href="/inbox"
        variant="subtle"
        color="gray"
        hiddenFrom="sm"
        aria-label={t("back")}
      >
        <IconArrowLeft size={18} aria-hidden />
      </ActionIcon>
      <Box miw={0}>
        <Title order={1} size="h3" lineClamp={1}>
          {inbox(`customer.${channel.platform}`, { id: conversation.external_user_id.slice(-4) })}
        </Title>
        <Group gap="xs" wrap="nowrap" c="dimmed">
          <PlatformIcon platform={channel.platform} size={14} />
          <Text size="xs" truncate>
            <bdi>{channelTitle(channel)}</bdi>
          </Text>
        </Group>
      </Box>
    </Group>
  );
}
