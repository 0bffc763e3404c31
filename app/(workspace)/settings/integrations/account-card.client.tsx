"use client";

import { Alert, Button, Group, List, Paper, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconAlertTriangle, IconBrandFacebook, IconListCheck } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Ago } from "#app/_ui/ago.client.tsx";
import type { PagesView } from "#lib/forms/views.ts";

const explained = [
  "pages_show_list",
  "pages_messaging",
  "pages_manage_metadata",
  "pages_read_engagement",
  "instagram_basic",
  "instagram_manage_messages",
  "business_management",
] as const;

type AccountCardProps = {
  account: NonNullable<PagesView["account"]>;
  missing: string[];
  pageCount: number;
  isReading: boolean;
  onPick: () => void;
  /** The button that connects again. */
  children: ReactNode;
};

export function AccountCard(props: AccountCardProps) {
  const t = useTranslations("integrations.account");
  const { account, pageCount } = props;
  return (
    <Paper withBorder radius="md" p="lg">
      <Stack gap="md">
        <Group justify="space-between" align="start">
          <Group wrap="nowrap">
            <ThemeIcon size="xl" variant="light" radius="md">
              <IconBrandFacebook aria-hidden />
            </ThemeIcon>
            <div>
              <Text fw={600}>{account.name ?? t("nameless")}</Text>
              <Text size="sm" c="dimmed">
                {t.rich("summary", {
                  count: pageCount,
                  ago: () => <Ago at={account.connected_at} />,
                })}
              </Text>
            </div>
          </Group>
          <Group align="start" gap="sm">
            {props.children}
            <Button
              onClick={props.onPick}
              loading={props.isReading}
              leftSection={<IconListCheck size={18} aria-hidden />}
            >
              {t("choose")}
            </Button>
          </Group>
        </Group>
        <MissingPermissions missing={props.missing} />
      </Stack>
    </Paper>
  );
}

function MissingPermissions({ missing }: { missing: string[] }) {
  const t = useTranslations("integrations.missing");
  if (missing.length === 0) return null;
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
