"use client";

import { Group, Text } from "@mantine/core";
import { channelTitle } from "#app/_ui/channel-title.ts";
import { PlatformIcon } from "#app/_ui/platform-icon.tsx";
import type { AlertView } from "#lib/forms/views.ts";

/** The channel that it is about; nothing for a problem of the whole installation. */
export function AlertSubject({ channel }: Pick<AlertView, "channel">) {
  if (channel === null) return null;
  return (
    <Group gap="xs" wrap="nowrap" miw={0}>
      <PlatformIcon platform={channel.platform} size={14} />
      <Text component="bdi" size="sm" truncate>
        {channelTitle(channel)}
      </Text>
    </Group>
  );
}
