"use client";

import { TagsInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";

/** Meta's limits (docs/wire/meta.md#send-api). */
const REPLIES_MAX = 13;
const TITLE_MAX = 20;

type QuickRepliesFieldProps = {
  value: readonly string[];
  onChange: (value: string[]) => void;
};

/** The buttons under a message that answer it with one tap. */
export function QuickRepliesField({ value, onChange }: QuickRepliesFieldProps) {
  const t = useTranslations("thread.composer.quickReplies");
  const [word, setWord] = useState("");
  return (
    <TagsInput
      label={t("label")}
      description={t("description", { max: REPLIES_MAX, length: TITLE_MAX })}
      placeholder={value.length < REPLIES_MAX ? t("placeholder") : undefined}
      value={[...value]}
      onChange={onChange}
      searchValue={word}
      onSearchChange={(next) => setWord([...next].slice(0, TITLE_MAX).join(""))}
      maxTags={REPLIES_MAX}
      acceptValueOnBlur
      splitChars={[";"]}
      clearable={false}
      size="xs"
      data-autofocus
    />
  );
}
