"use client";

import { Button } from "@mantine/core";
import { IconHourglassOff, IconPhotoOff } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import classes from "./attachments.module.css";
import type { MediaTrouble as Trouble } from "./use-media.client.ts";

type MediaTroubleProps = { trouble: Trouble; label: string; onRetry: () => void };

/** Stands where the file would, in the same room. */
export function MediaTrouble({ trouble, label, onRetry }: MediaTroubleProps) {
  const t = useTranslations("media");
  const common = useTranslations("common");
  const Icon = trouble === "expired" ? IconHourglassOff : IconPhotoOff;
  return (
    <div className={classes.trouble}>
      <Icon size={18} aria-hidden />
      <span>
        {label}: {t(`trouble.${trouble}`)}
      </span>
      <Button size="compact-xs" variant="default" onClick={onRetry}>
        {common("tryAgain")}
      </Button>
    </div>
  );
}
