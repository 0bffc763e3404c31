import { Group, Text } from "@mantine/core";
import {
  IconAlertCircle,
  IconDatabaseOff,
  IconHandStop,
  IconInboxOff,
  type TablerIcon,
} from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { CauseView } from "#lib/forms/attention-views.ts";

const looks: Record<CauseView["status"] | "event", { icon: TablerIcon; color: string }> = {
  event: { icon: IconInboxOff, color: "var(--sb-bad)" },
  failed: { icon: IconAlertCircle, color: "var(--sb-bad)" },
  dead: { icon: IconAlertCircle, color: "var(--sb-bad)" },
  sent: { icon: IconDatabaseOff, color: "var(--sb-warn)" },
  held: { icon: IconHandStop, color: "var(--sb-warn)" },
};

/** What became of the things of a cause. */
export function CauseKind({ cause: { kind, status } }: { cause: CauseView }) {
  const t = useTranslations("events.kind");
  const name = kind === "event" ? "event" : status;
  const { icon: Icon, color } = looks[name];
  return (
    <Group gap="xs" wrap="nowrap" c={color}>
      <Icon size={16} stroke={2} aria-hidden />
      <Text component="span" size="sm" fw={500} c="inherit">
        {t(name)}
      </Text>
    </Group>
  );
}
