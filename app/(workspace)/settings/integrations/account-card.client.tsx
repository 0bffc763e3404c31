"use client";

import { Button, Group, Paper, Text, ThemeIcon } from "@mantine/core";
import { IconBrandFacebook, IconListCheck } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Ago } from "#app/_ui/ago.client.tsx";
import type { PagesView } from "#lib/forms/views.ts";

type AccountCardProps = {
  account: NonNullable<PagesView["account"]>;
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
      <Group justify="space-between" align="start">
        <Group wrap="nowrap">
          <ThemeIcon size="xl" variant="light" radius="md">
            <IconBrandFacebook aria-hidden />
          </ThemeIcon>
          <div>
            <Text fw={600}>{t("title")}</Text>
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
    </Paper>
  );
}
