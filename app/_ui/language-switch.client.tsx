"use client";

import { SegmentedControl } from "@mantine/core";
import { useLocale, useTranslations } from "next-intl";
import { useTransition } from "react";

const languages = ["en", "ru"] as const;

export function LanguageSwitch({ choose }: { choose: (locale: string) => Promise<void> }) {
  const t = useTranslations("preferences");
  const locale = useLocale();
  const [isPending, startTransition] = useTransition();
  return (
    <SegmentedControl
      size="xs"
      fullWidth
      transitionDuration={150}
      aria-label={t("language")}
      value={locale}
      disabled={isPending}
      onChange={(choice) => startTransition(() => choose(choice))}
      data={languages.map((language) => ({
        value: language,
        label: <span lang={language}>{t(`languages.${language}`)}</span>,
      }))}
    />
  );
}
