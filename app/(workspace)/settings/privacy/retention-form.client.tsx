"use client";

import { Button, Group, NumberInput, SimpleGrid, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { failureCode, patchJson } from "#app/_ui/get-json.ts";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import { useToast } from "#app/_ui/use-toast.client.tsx";
import type { RetentionDays } from "#lib/forms/privacy.ts";
import type { PrivacyView } from "#lib/forms/privacy-views.ts";
import { usePreview } from "./use-preview.client.ts";

const fields = ["events", "messages", "audit"] as const;
const daysMin = 1;
const daysMax = 3_650;

const isDays = (value: number) => Number.isInteger(value) && value >= daysMin && value <= daysMax;

type RetentionFormProps = { saved: RetentionDays; defaults: RetentionDays };

/** After how many days what is older is deleted. What is kept for less time is counted before it is saved. */
export function RetentionForm({ saved: first, defaults }: RetentionFormProps) {
  const t = useTranslations("privacySettings.retention");
  const toast = useToast();
  const errorText = useErrorText();
  const [saved, setSaved] = useState(first);
  const [days, setDays] = useState(first);
  const [isBusy, setIsBusy] = useState(false);
  const preview = usePreview(days);
  const isValid = fields.every((field) => isDays(days[field]));
  const isChanged = fields.some((field) => days[field] !== saved[field]);
  const isShorter = fields.some((field) => days[field] < saved[field]);
  const isUnseen = isShorter && preview.counts === null;

  const save = async () => {
    setIsBusy(true);
    try {
      const answer = await patchJson<PrivacyView>("/api/privacy", { retention: days });
      setSaved(answer.retention);
      toast("success", t("saved"));
    } catch (error) {
      toast("failure", errorText(failureCode(error)));
    }
    setIsBusy(false);
  };

  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (!isValid) return;
        void (isUnseen ? preview.count() : save());
      }}
    >
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="md">
        {fields.map((field) => (
          <NumberInput
            key={field}
            label={t(`fields.${field}.label`)}
            description={t(`fields.${field}.description`, { days: defaults[field] })}
            error={isDays(days[field]) ? null : t("range", { min: daysMin, max: daysMax })}
            value={Number.isNaN(days[field]) ? "" : days[field]}
            onChange={(value) =>
              setDays({ ...days, [field]: value === "" ? Number.NaN : Number(value) })
            }
            allowDecimal={false}
            allowNegative={false}
            inputWrapperOrder={["label", "input", "description", "error"]}
          />
        ))}
      </SimpleGrid>
      <Text size="sm" mt="md" role="status" mih="1.5em">
        {preview.counts !== null && t("wouldDelete", preview.counts)}
        {preview.counts === null && isShorter && t("countFirst")}
      </Text>
      <Group mt="sm" gap="sm">
        {isUnseen ? (
          <Button type="submit" loading={preview.isCounting} disabled={!isValid}>
            {t("count")}
          </Button>
        ) : (
          <Button type="submit" loading={isBusy} disabled={!isValid || !isChanged}>
            {t("save")}
          </Button>
        )}
        {!isUnseen && (
          <Button
            variant="default"
            loading={preview.isCounting}
            disabled={!isValid}
            onClick={() => void preview.count()}
          >
            {t("count")}
          </Button>
        )}
      </Group>
    </form>
  );
}
