"use client";

import { ActionIcon, FileButton } from "@mantine/core";
import { IconPaperclip } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { Platform } from "#lib/forms/views.ts";

/** What Instagram takes; Messenger takes any file. */
const INSTAGRAM =
  "image/png,image/jpeg,image/gif,audio/aac,audio/mp4,audio/wav,video/mp4,video/ogg,video/quicktime,video/webm,video/x-msvideo,application/pdf";

type AttachButtonProps = {
  platform: Platform;
  isDisabled: boolean;
  onFiles: (files: readonly File[]) => void;
};

export function AttachButton({ platform, isDisabled, onFiles }: AttachButtonProps) {
  const t = useTranslations("thread.composer");
  return (
    <FileButton
      multiple
      onChange={onFiles}
      disabled={isDisabled}
      {...(platform === "instagram" ? { accept: INSTAGRAM } : {})}
      inputProps={{ "aria-label": t("attach") }}
    >
      {(props) => (
        <ActionIcon
          {...props}
          variant="subtle"
          color="gray"
          size="lg"
          disabled={isDisabled}
          aria-label={t("attach")}
          title={t("attach")}
        >
          <IconPaperclip size={18} aria-hidden />
        </ActionIcon>
      )}
    </FileButton>
  );
}
