"use client";

import { Center, EmptyState, Kbd } from "@mantine/core";
import { IconMessages } from "@tabler/icons-react";
import { useTranslations } from "next-intl";

export function NothingSelected() {
  const t = useTranslations("inbox.none");
  return (
    <Center h="100%" p="md" visibleFrom="sm">
      <EmptyState
        icon={<IconMessages size={32} stroke={1.5} aria-hidden />}
        title={t("title")}
        description={t.rich("detail", { key: (key) => <Kbd>{key}</Kbd> })}
      />
    </Center>
  );
}
