"use client";

import { Button, Group, Modal, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

type ConfirmDialogProps = {
  isOpen: boolean;
  isBusy: boolean;
  title: string;
  children: ReactNode;
  action: string;
  isDangerous?: boolean;
  onClose: () => void;
  onConfirm: () => void;
};

/** Asks before something happens that others notice. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const common = useTranslations("common");
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Text size="sm" component="div">
        {props.children}
      </Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={props.onClose} data-autofocus>
          {common("cancel")}
        </Button>
        <Button
          color={props.isDangerous ? "red.9" : "accent"}
          loading={props.isBusy}
          onClick={props.onConfirm}
        >
          {props.action}
        </Button>
      </Group>
    </Modal>
  );
}
