"use client";

import { Button, Checkbox, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { CopyId } from "#app/_ui/copy-id.client.tsx";
import { useCustomerName } from "#app/(workspace)/inbox/use-customer-name.ts";
import type { ConversationView } from "#lib/forms/views.ts";
import { type Erasing, useErasure } from "./use-erasure.client.ts";

type EraseDialogProps = {
  conversation: ConversationView;
  erasing: Erasing;
  isOpen: boolean;
  onClose: () => void;
};

/** Says what goes and what cannot, and wants to be sure. */
export function EraseDialog({ conversation, erasing, isOpen, onClose }: EraseDialogProps) {
  const t = useTranslations("contact");
  const common = useTranslations("common");
  const nameOf = useCustomerName();
  const [isSure, setIsSure] = useState(false);
  const { isBusy, erase } = useErasure(erasing, conversation.id);
  const close = () => {
    setIsSure(false);
    onClose();
  };
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={t.rich("title", { name: () => <bdi>{nameOf(conversation)}</bdi> })}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Stack gap="sm">
        <Text size="sm">{t("goes.lead")}</Text>
        <List size="sm" spacing={4}>
          <List.Item>{t("goes.conversation")}</List.Item>
          <List.Item>{t("goes.events")}</List.Item>
          <List.Item>{t("goes.outbox")}</List.Item>
          {erasing.isAskedThere && <List.Item>{t("goes.voiceAgent")}</List.Item>}
        </List>
        <Text size="sm">{t("stays.lead")}</Text>
        <List size="sm" spacing={4}>
          <List.Item>{t("stays.meta")}</List.Item>
          <List.Item>{t("stays.backups")}</List.Item>
          {!erasing.isAskedThere && <List.Item>{t("stays.voiceAgent")}</List.Item>}
        </List>
        {!erasing.isAskedThere && (
          <CopyId value={conversation.external_user_id} label={t("customerId")} />
        )}
        <Checkbox
          mt="xs"
          label={t("sure")}
          checked={isSure}
          onChange={(event) => setIsSure(event.currentTarget.checked)}
        />
      </Stack>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close} data-autofocus>
          {common("cancel")}
        </Button>
        <Button color="red" disabled={!isSure} loading={isBusy} onClick={() => void erase()}>
          {t("confirm")}
        </Button>
      </Group>
    </Modal>
  );
}
