"use client";

import { Loader } from "@mantine/core";
import { IconDownload, IconFile, IconFileTypePdf } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { type MouseEvent, useState } from "react";
import classes from "./attachments.module.css";
import { MediaTrouble } from "./media-trouble.client.tsx";
import { type MediaTrouble as Trouble, troubleWith } from "./use-media.client.ts";

type FileChipProps = { path: string; name: string | null; label: string };

/** A document; it is saved, never shown. */
export function FileChip({ path, name, label }: FileChipProps) {
  const t = useTranslations("media");
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const type = /\.([a-z0-9]{1,5})$/i.exec(name ?? "")?.[1]?.toUpperCase() ?? null;
  const Icon = type === "PDF" ? IconFileTypePdf : IconFile;

  const save = async () => {
    setIsBusy(true);
    const answer = await fetch(path).catch(() => null);
    if (answer?.ok) download(await answer.blob(), name ?? "attachment");
    setTrouble(answer?.ok ? null : await troubleWith(path));
    setIsBusy(false);
  };
  if (trouble !== null) {
    return <MediaTrouble trouble={trouble} label={label} onRetry={() => void save()} />;
  }
  return (
    <a
      className={classes.chip}
      href={path}
      download
      onClick={(event: MouseEvent) => {
        event.preventDefault();
        if (!isBusy) void save();
      }}
    >
      <Icon size={22} stroke={1.5} aria-hidden />
      <span className={classes.srOnly}>{t("save")}</span>
      <span className={classes.chipWords}>
        <bdi className={classes.chipName}>{name ?? label}</bdi>
        <span className={classes.chipDetail}>{type ?? label}</span>
      </span>
      {isBusy ? <Loader size={16} /> : <IconDownload size={18} aria-hidden />}
    </a>
  );
}

function download(file: Blob, name: string): void {
  const href = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
  URL.revokeObjectURL(href);
}
