"use client";

import { Alert, Text } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { useTranslations } from "next-intl";

const explained = [
  "denied",
  "missing_permissions",
  "invalid_state",
  "state_expired",
  "too_many_requests",
  "code_rejected",
  "meta_unavailable",
  "unauthorized",
  "no_answer",
  "network",
] as const;

/** Codes of the pipeline that come to the same thing for the person who connects. */
const sameAs: Readonly<Record<string, (typeof explained)[number]>> = {
  "meta.transient": "meta_unavailable",
  "meta.rate-limited": "meta_unavailable",
  "meta.token-invalid": "code_rejected",
  "meta.permission-missing": "missing_permissions",
};

/** Why connecting failed and what to do next; the raw code helps where the words are general. */
export function ConnectAlert({ reason, onClose }: { reason: string; onClose: () => void }) {
  const t = useTranslations("connect.failures");
  const common = useTranslations("common");
  const known = sameAs[reason] ?? explained.find((code) => code === reason) ?? "other";
  return (
    <Alert
      role="alert"
      color="red"
      icon={<IconAlertCircle aria-hidden />}
      title={t(`${known}.title`)}
      withCloseButton
      closeButtonLabel={common("close")}
      onClose={onClose}
    >
      <Text size="sm">{t(`${known}.next`)}</Text>
      <Text size="xs" mt="xs">
        {t("code", { code: reason })}
      </Text>
    </Alert>
  );
}
