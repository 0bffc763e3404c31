import { Group, Text } from "@mantine/core";
import { IconAlertOctagon, IconAlertTriangle, type TablerIcon } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { AlertView } from "#lib/forms/views.ts";

const looks: Record<AlertView["severity"], { icon: TablerIcon; color: string }> = {
  critical: { icon: IconAlertOctagon, color: "var(--sb-bad)" },
  warning: { icon: IconAlertTriangle, color: "var(--sb-warn)" },
};

export function Severity({ severity }: { severity: AlertView["severity"] }) {
  const t = useTranslations("alerts.severity");
  const { icon: Icon, color } = looks[severity];
  return (
    <Group gap="xs" wrap="nowrap" c={color}>
      <Icon size={16} stroke={2} aria-hidden />
      <Text component="span" size="sm" fw={500} c="inherit">
        {t(severity)}
      </Text>
    </Group>
  );
}
