"use client";

import { Group, Text } from "@mantine/core";
import { IconPlayerPause } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Ago } from "#app/_ui/ago.client.tsx";
import { channelTitle } from "#app/_ui/channel-title.ts";
import { PlatformIcon } from "#app/_ui/platform-icon.tsx";
import type { ConversationView } from "#lib/forms/views.ts";
import { CustomerPicture } from "./customer-picture.client.tsx";
import classes from "./inbox.module.css";
import { useCustomerName } from "./use-customer-name.ts";
import { usePreview } from "./use-preview.ts";

type ConversationRowProps = { conversation: ConversationView; isSelected: boolean };

export function ConversationRow({ conversation, isSelected }: ConversationRowProps) {
  const t = useTranslations("inbox");
  const nameOf = useCustomerName();
  const previewOf = usePreview();
  const { channel } = conversation;
  return (
    <li>
      <Link
        href={`/inbox/${conversation.id}`}
        className={classes.row}
        aria-current={isSelected ? "page" : undefined}
        prefetch={false}
      >
        <CustomerPicture conversation={conversation} size={32} />
        <span className={classes.rowWords}>
          <Group component="span" justify="space-between" wrap="nowrap" gap="xs">
            <Text component="span" size="sm" fw={600} truncate>
              <bdi>{nameOf(conversation)}</bdi>
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
              <bdi>{previewOf(conversation.last_message_text)}</bdi>
            )}
          </Text>
          <Group component="span" gap="xs" wrap="nowrap" c="dimmed">
            <PlatformIcon platform={channel.platform} size={14} />
            <Text component="span" size="xs" truncate>
              <bdi>{channelTitle(channel)}</bdi>
            </Text>
            {conversation.paused !== null && (
              <Text component="span" size="xs" c="var(--sb-warn)" className={classes.paused}>
                <IconPlayerPause size={14} aria-hidden />
                {t("paused")}
              </Text>
            )}
          </Group>
        </span>
      </Link>
    </li>
  );
}
