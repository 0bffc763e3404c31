"use client";

import { ActionIcon, Group, Image, Modal, Text } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import classes from "./attachments.module.css";

/** A picture of a message, by our own route. */
export type GridPicture = { path: string; alt: string; shape: "photo" | "sticker" };

type PictureViewerProps = {
  pictures: readonly GridPicture[];
  /** Null: closed. */
  shown: number | null;
  onShow: (index: number) => void;
  onClose: () => void;
};

/** One picture as large as the window allows; the arrow keys go to its neighbours. */
export function PictureViewer({ pictures, shown, onShow, onClose }: PictureViewerProps) {
  const t = useTranslations("media");
  const common = useTranslations("common");
  const picture = shown === null ? undefined : pictures[shown];
  const move = (step: 1 | -1) => {
    if (shown !== null && pictures[shown + step] !== undefined) onShow(shown + step);
  };
  useHotkeys([
    ["ArrowLeft", () => move(-1)],
    ["ArrowRight", () => move(1)],
  ]);
  const count = { at: (shown ?? 0) + 1, of: pictures.length };
  return (
    <Modal
      opened={picture !== undefined}
      onClose={onClose}
      title={picture?.alt}
      size="auto"
      closeButtonProps={{ "aria-label": common("close") }}
    >
      {picture !== undefined && (
        <Image className={classes.full} src={picture.path} alt={picture.alt} />
      )}
      {pictures.length > 1 && (
        <Group justify="center" mt="sm">
          <ActionIcon
            variant="default"
            aria-label={t("previous")}
            disabled={shown === 0}
            onClick={() => move(-1)}
          >
            <IconChevronLeft size={18} aria-hidden />
          </ActionIcon>
          <Text size="sm" aria-live="polite">
            {t("count", count)}
          </Text>
          <ActionIcon
            variant="default"
            aria-label={t("next")}
            disabled={shown === pictures.length - 1}
            onClick={() => move(1)}
          >
            <IconChevronRight size={18} aria-hidden />
          </ActionIcon>
        </Group>
      )}
    </Modal>
  );
}
