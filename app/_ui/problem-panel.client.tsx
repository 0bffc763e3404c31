"use client";

import { Button, EmptyState } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

/** Something could not be shown: what happened, and one button that tries again. */
export function ProblemPanel({
  title,
  detail,
  retry,
  isRetrying = false,
  children,
}: {
  title: string;
  detail: string;
  retry?: () => void;
  isRetrying?: boolean;
  children?: ReactNode;
}) {
  const t = useTranslations("common");
  return (
    <EmptyState
      role="alert"
      py="xl"
      icon={<IconAlertTriangle size={32} stroke={1.5} color="var(--sb-warn)" aria-hidden />}
      title={title}
      description={detail}
    >
      <EmptyState.Actions>
        {retry !== undefined && (
          <Button variant="default" onClick={retry} loading={isRetrying}>
            {t("tryAgain")}
          </Button>
        )}
        {children}
      </EmptyState.Actions>
    </EmptyState>
  );
}
