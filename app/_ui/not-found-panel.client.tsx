"use client";

import { Button, EmptyState } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";

export function NotFoundPanel() {
  const t = useTranslations("notFound");
  return (
    <EmptyState py="xl" icon={<IconPlugConnectedX size={36} stroke={1.5} aria-hidden />}>
      <EmptyState.Title order={1}>{t("title")}</EmptyState.Title>
      <EmptyState.Description>{t("detail")}</EmptyState.Description>
      <EmptyState.Actions>
        <Button component={Link} href="/inbox" variant="default">
          {t("action")}
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}
