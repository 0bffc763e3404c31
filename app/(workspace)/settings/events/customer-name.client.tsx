"use client";

import { Anchor, Group, Text } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { channelTitle } from "#app/_ui/channel-title.ts";
import { PlatformIcon } from "#app/_ui/platform-icon.tsx";
import type { Customer } from "./group-causes.ts";

type CustomerNameProps = {
  customer: Pick<Customer, "conversationId" | "externalUserId" | "channel">;
};

/** The customer, leading to the conversation where there is one, and the channel. */
export function CustomerName({ customer }: CustomerNameProps) {
  const { conversationId, channel } = customer;
  const name = useCustomerName(customer);
  return (
    <Group gap="sm">
      {conversationId === null ? (
        <Text component="span" size="sm" fw={600}>
          {name}
        </Text>
      ) : (
        <Anchor component={Link} href={`/inbox/${conversationId}`} size="sm" fw={600}>
          {name}
        </Anchor>
      )}
      {channel !== null && (
        <Group gap="xs" wrap="nowrap" c="dimmed" miw={0}>
          <PlatformIcon platform={channel.platform} size={14} />
          <Text component="span" size="xs" truncate>
            <bdi>{channelTitle(channel)}</bdi>
          </Text>
        </Group>
      )}
    </Group>
  );
}

export function useCustomerName({
  externalUserId,
  channel,
}: Pick<Customer, "externalUserId" | "channel">): string {
  const t = useTranslations("events");
  const inbox = useTranslations("inbox.customer");
  if (externalUserId === null) return t("unknownCustomer");
  return inbox(channel?.platform ?? "facebook", { id: externalUserId.slice(-4) });
}
