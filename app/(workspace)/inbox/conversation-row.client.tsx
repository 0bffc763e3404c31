"use client";

import { Group, Text } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Ago } from "#app/_ui/ago.client.tsx";
import { channelTitle } from "#app/_ui/channel-title.ts";
import { PlatformIcon } from "#app/_ui/platform-icon.tsx";
import type { ConversationView } from "#lib/forms/views.ts";
import classes from "./inbox.module.css";

type ConversationRowProps = { conversation: ConversationView; isSelected: boolean };

export function ConversationRow({ conversation, isSelected }: ConversationRowProps) {
  const t = useTranslations("inbox");
  const { channel, external_user_id: personId, last_message_text: text } = conversation;
  return (
    <li>
      <Link
        href={`/inbox/${conversation.id}`}
        className={classes.row}
        aria-current={isSelected ? "page" : undefined}
        prefetch={false}
      >
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <Text component="span" size="sm" fw={600} truncate>
            {t(`customer.${channel.platform}`, { id: personId.slice(-4) })}
          </Text>
          <Text component="span" size="xs" c="dimmed" className={classes.when}>
            <Ago at={conversation.last_message_at} />
          </Text>
        </Group>
        <Text component="span" size="sm" c="dimmed" className={classes.preview}>
          {conversation.answering ? (
            <Text component="span" inherit c="var(--sb-busy)">
              {t("answering")}
            </Text>
          ) : (
            <bdi>{text === "" ? t("noText") : text}</bdi>
          )}
        </Text>
        <Group gap="xs" wrap="nowrap" c="dimmed">
          <PlatformIcon platform={channel.platform} size={14} />
          <Text component="span" size="xs" truncate>
            <bdi>{channelTitle(channel)}</bdi>
          </Text>
        </Group>
      </Link>
    </li>
  );
}
