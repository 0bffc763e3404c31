"use client";

import { Anchor, Modal, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useFormatter, useTranslations } from "next-intl";
import { useConsent } from "#app/(workspace)/consent.client.tsx";
import { ConsentText } from "./consent-text.client.tsx";

/** When the person agreed, and the words again; before that, that there will be some. */
export function ConsentNote() {
  const t = useTranslations("consent");
  const common = useTranslations("common");
  const format = useFormatter();
  const { agreedAt, legal } = useConsent();
  const [isReading, { open, close }] = useDisclosure(false);
  return (
    <>
      <Text size="sm" c="dimmed">
        {agreedAt === null
          ? t("notYet")
          : t.rich("given", {
              date: format.dateTime(new Date(agreedAt), { dateStyle: "long" }),
              read: (words) => (
                <Anchor
                  component="button"
                  type="button"
                  size="sm"
                  underline="always"
                  onClick={open}
                >
                  {words}
                </Anchor>
              ),
            })}
      </Text>
      <Modal
        opened={isReading}
        onClose={close}
        title={t("title")}
        size="lg"
        closeButtonProps={{ "aria-label": common("close") }}
      >
        <ConsentText legal={legal} />
      </Modal>
    </>
  );
}
