"use client";

import { Button, Group, Modal, Text } from "@mantine/core";
import { useTranslations } from "next-intl";

type SendAgainDialogProps = { isOpen: boolean; onClose: () => void; onConfirm: () => void };

export function SendAgainDialog({ isOpen, onClose, onConfirm }: SendAgainDialogProps) {
  const t = useTranslations("messageActions.confirm");
  const common = useTranslations("common");
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t("title")}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Text size="sm">{t("detail")}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t("cancel")}
        </Button>
        <Button onClick={onConfirm}>{t("send")}</Button>
      </Group>
    </Modal>
  );
}
