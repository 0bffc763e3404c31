"use client";

import { Image, UnstyledButton } from "@mantine/core";
import { useTranslations } from "next-intl";
import classes from "./attachments.module.css";
import { MediaTrouble } from "./media-trouble.client.tsx";
import { useMedia } from "./use-media.client.ts";

type PictureProps = { path: string; alt: string; shape: "photo" | "sticker"; onOpen: () => void };

/** In a box of a fixed size, so that nothing moves when it has loaded. */
export function ThreadPicture({ path, alt, shape, onOpen }: PictureProps) {
  const t = useTranslations("media");
  const { source, trouble, onError, ref, retry } = useMedia(path);
  if (trouble !== null) {
    return (
      <div className={classes.picture} data-shape={shape}>
        <MediaTrouble trouble={trouble} label={alt} onRetry={retry} />
      </div>
    );
  }
  return (
    <UnstyledButton
      className={classes.picture}
      data-shape={shape}
      onClick={onOpen}
      aria-label={t("open", { what: alt })}
    >
      <Image ref={ref} src={source} alt={alt} loading="lazy" decoding="async" onError={onError} />
    </UnstyledButton>
  );
}
