import { Group, Text } from "@mantine/core";
import {
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
  IconClock,
  IconRefresh,
  type TablerIcon,
} from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { EventStatus as Status } from "#lib/forms/attention-views.ts";

const looks: Record<Status, { icon: TablerIcon; color: string }> = {
  received: { icon: IconClock, color: "var(--sb-busy)" },
  processed: { icon: IconCircleCheck, color: "var(--sb-ok)" },
  ignored: { icon: IconCircleMinus, color: "var(--sb-idle)" },
  failed: { icon: IconRefresh, color: "var(--sb-warn)" },
  dead: { icon: IconCircleX, color: "var(--sb-bad)" },
};

export const EVENT_STATUSES = Object.keys(looks) as Status[];

export function EventStatus({ status }: { status: Status }) {
  const t = useTranslations("events.status");
  const { icon: Icon, color } = looks[status];
  return (
    <Group gap="xs" wrap="nowrap" c={color}>
      <Icon size={16} stroke={2} style={{ flexShrink: 0 }} aria-hidden />
      <Text component="span" size="sm" fw={500} c="inherit">
        {t(status)}
      </Text>
    </Group>
  );
}
