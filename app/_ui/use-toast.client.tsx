"use client";

import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck, IconX } from "@tabler/icons-react";
import { useTranslations } from "next-intl";

const looks = {
  success: { color: "green", icon: <IconCheck size={18} aria-hidden /> },
  warning: { color: "yellow", icon: <IconAlertTriangle size={18} aria-hidden /> },
  failure: { color: "red", icon: <IconX size={18} aria-hidden /> },
};

export type ToastKind = keyof typeof looks;

/** A short message in the corner. The same `id` is shown once at a time. */
export function useToast(): (kind: ToastKind, message: string, id?: string) => void {
  const t = useTranslations("common");
  return (kind, message, id) => {
    notifications.show({
      ...looks[kind],
      ...(id === undefined ? {} : { id }),
      message,
      withBorder: true,
      closeButtonProps: { "aria-label": t("close") },
    });
  };
}
