"use client";

import { Button, Stack, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { failureCode, patchJson } from "#app/_ui/get-json.ts";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import { useToast } from "#app/_ui/use-toast.client.tsx";
import type { PrivacyView } from "#lib/forms/privacy-views.ts";

const fields = ["privacy_url", "terms_url"] as const;

type LinksFormProps = { privacyUrl: string | null; termsUrl: string | null };

const isAddress = (value: string) =>
  value === "" || (URL.canParse(value) && new URL(value).protocol === "https:");

/** The company's own documents; without one the product's text is shown. */
export function LinksForm({ privacyUrl, termsUrl }: LinksFormProps) {
  const t = useTranslations("privacySettings.links");
  const toast = useToast();
  const errorText = useErrorText();
  const [links, setLinks] = useState({
    privacy_url: privacyUrl ?? "",
    terms_url: termsUrl ?? "",
  });
  const [wasTried, setWasTried] = useState(false);
  const [isBusy, setIsBusy] = useState(false);

  const save = async () => {
    setWasTried(true);
    if (!fields.every((field) => isAddress(links[field].trim()))) return;
    setIsBusy(true);
    try {
      await patchJson<PrivacyView>("/api/privacy", {
        privacy_url: links.privacy_url.trim() || null,
        terms_url: links.terms_url.trim() || null,
      });
      toast("success", t("saved"));
    } catch (error) {
      toast("failure", errorText(failureCode(error)));
    }
    setIsBusy(false);
  };

  return (
    <form
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="sm" align="start">
        {fields.map((field) => (
          <TextInput
            key={field}
            type="url"
            label={t(field)}
            placeholder="https://"
            value={links[field]}
            onChange={(event) => setLinks({ ...links, [field]: event.currentTarget.value })}
            error={wasTried && !isAddress(links[field].trim()) ? t("httpsOnly") : null}
            maxLength={2_000}
            w="100%"
            maw="32rem"
          />
        ))}
        <Button type="submit" loading={isBusy}>
          {t("save")}
        </Button>
      </Stack>
    </form>
  );
}
