"use client";

import { Alert, Button, Checkbox, Group, Modal, Stack } from "@mantine/core";
import { IconAlertCircle, IconBrandFacebook } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsent } from "#app/(workspace)/consent.client.tsx";
import { ConsentText } from "./consent-text.client.tsx";

type ConsentDialogProps = {
  isOpen: boolean;
  onClose: () => void;
  /** Called within the click, so that it may open a popup. */
  onContinue: () => void;
};

/**
 * What is read from Facebook, before Facebook is opened. Ticking the box has the server keep it; only
 * then there is a way on.
 */
export function ConsentDialog({ isOpen, onClose, onContinue }: ConsentDialogProps) {
  const t = useTranslations("consent");
  const common = useTranslations("common");
  const { agreedAt, legal, agree } = useConsent();
  const [isSaving, setIsSaving] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  const save = async () => {
    setIsSaving(true);
    setFailure(await agree());
    setIsSaving(false);
  };
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t("title")}
      size="lg"
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Stack gap="md">
        <ConsentText legal={legal} />
        <Checkbox
          label={t("wording.agree")}
          checked={agreedAt !== null || isSaving}
          readOnly={agreedAt !== null}
          disabled={isSaving}
          onChange={() => {
            if (agreedAt === null) void save();
          }}
        />
        {failure !== null && (
          <Alert role="alert" color="red" icon={<IconAlertCircle aria-hidden />}>
            {t(failure === "consent_outdated" ? "outdated" : "failed")}
          </Alert>
        )}
        <Group justify="end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button
            leftSection={<IconBrandFacebook size={18} aria-hidden />}
            disabled={agreedAt === null}
            loading={isSaving}
            onClick={onContinue}
          >
            {t("continue")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
