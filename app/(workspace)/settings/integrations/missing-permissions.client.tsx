"use client";

import { Alert, List, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslations } from "next-intl";

const explained = [
  "pages_show_list",
  "pages_messaging",
  "pages_manage_metadata",
  "pages_read_engagement",
  "instagram_basic",
  "instagram_manage_messages",
  "business_management",
] as const;

/** What does not work without the permissions that were not granted. */
export function MissingPermissions({ missing }: { missing: string[] }) {
  const t = useTranslations("integrations.missing");
  return (
    <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={t("title")}>
      <Text size="sm">{t("lead")}</Text>
      <List size="sm" mt="xs">
        {missing.map((permission) => {
          const known = explained.find((name) => name === permission);
          return (
            <List.Item key={permission}>
              {known === undefined ? permission : t(`without.${known}`)}
            </List.Item>
          );
        })}
      </List>
      <Text size="sm" mt="xs">
        {t("next")}
      </Text>
    </Alert>
  );
}
