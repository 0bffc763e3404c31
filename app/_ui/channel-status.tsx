import { Group, Text } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconLoader,
  IconPlayerPause,
  IconPlugConnectedX,
  type TablerIcon,
} from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { ChannelView } from "#lib/forms/views.ts";

type Status = ChannelView["status"];

const looks: Record<Status, { icon: TablerIcon; color: string }> = {
  active: { icon: IconCircleCheck, color: "var(--sb-ok)" },
  connecting: { icon: IconLoader, color: "var(--sb-busy)" },
  degraded: { icon: IconAlertTriangle, color: "var(--sb-warn)" },
  paused: { icon: IconPlayerPause, color: "var(--sb-idle)" },
  reauthorization_required: { icon: IconAlertTriangle, color: "var(--sb-warn)" },
  error: { icon: IconCircleX, color: "var(--sb-bad)" },
  disconnected: { icon: IconPlugConnectedX, color: "var(--sb-idle)" },
};

export function ChannelStatus({ status }: { status: Status }) {
  const t = useTranslations("channel.status");
  const { icon: Icon, color } = looks[status];
  return (
    <Group gap="xs" wrap="nowrap" c={color}>
      <Icon size={16} stroke={2} aria-hidden />
      <Text component="span" size="sm" fw={500} c="inherit" style={{ whiteSpace: "nowrap" }}>
        {t(status)}
      </Text>
    </Group>
  );
}
