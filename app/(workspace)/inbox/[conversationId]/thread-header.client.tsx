"use client";

import { ActionIcon, Box, Group, Text, Title } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { channelTitle } from "#app/_ui/channel-title.ts";
import { PlatformIcon } from "#app/_ui/platform-icon.tsx";
import { CustomerPicture } from "#app/(workspace)/inbox/customer-picture.client.tsx";
import { useCustomerName } from "#app/(workspace)/inbox/use-customer-name.ts";
import type { ConversationView } from "#lib/forms/views.ts";
import { AgentState } from "./agent-state.client.tsx";
import { ContactMenu } from "./contact-menu.client.tsx";
import classes from "./thread.module.css";
import type { Erasing } from "./use-erasure.client.ts";

type ThreadHeaderProps = {
  conversation: ConversationView;
  isAgentOn: boolean;
  erasing: Erasing;
};

export function ThreadHeader({ conversation, isAgentOn, erasing }: ThreadHeaderProps) {
  const t = useTranslations("thread");
  const nameOf = useCustomerName();
  const { channel, customer } = conversation;
  return (
    <header className={classes.header}>
      <Group wrap="nowrap" gap="sm" className={classes.who}>
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
        <CustomerPicture conversation={conversation} size={36} />
        <Box miw={0}>
          <Title order={1} size="h3" lineClamp={1}>
            <bdi>{nameOf(conversation)}</bdi>
          </Title>
          <Group gap="xs" wrap="nowrap" c="dimmed">
            <PlatformIcon platform={channel.platform} size={14} />
            <Text size="xs" truncate>
              <bdi>{channelTitle(channel)}</bdi>
              {customer.name !== null && customer.username !== null && (
                <>
                  {" · "}
                  <bdi>@{customer.username}</bdi>
                </>
              )}
            </Text>
          </Group>
        </Box>
      </Group>
      <div className={classes.actions}>
        <AgentState conversation={conversation} isAgentOn={isAgentOn} />
        <ContactMenu conversation={conversation} erasing={erasing} />
      </div>
    </header>
  );
}
