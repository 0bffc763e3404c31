"use client";

import { Button, Group, Progress } from "@mantine/core";
import { IconAlertCircle, IconClock, IconFile } from "@tabler/icons-react";
import { useFormatter, useTranslations } from "next-intl";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import type { PendingFile } from "./pending-files.ts";
import classes from "./thread.module.css";

type PendingFileProps = { pending: PendingFile; onTryAgain: () => void; onDiscard: () => void };

/** A file that is on its way to the server, or did not get there. */
export function PendingFileBubble({ pending, onTryAgain, onDiscard }: PendingFileProps) {
  const t = useTranslations("thread");
  const common = useTranslations("common");
  const errorText = useErrorText();
  const format = useFormatter();
  const { file, progress, failure } = pending;
  const hasFailed = failure !== null;
  const isRefused = failure?.startsWith("file_") === true;
  const Icon = hasFailed ? IconAlertCircle : IconClock;
  const percent = Math.round(progress * 100);
  return (
    <article className={classes.message} data-direction="outbound" aria-busy={!hasFailed}>
      <div className={classes.bubble} data-trouble={hasFailed ? "unsent" : undefined}>
        <span className={classes.srOnly}>{t("fromCompany")}</span>
        <span className={classes.file}>
          <IconFile size={18} stroke={1.5} aria-hidden />
          <bdi className={classes.text}>{file.name}</bdi>
        </span>
        {!hasFailed && (
          <Progress
            value={percent}
            size="sm"
            w="12rem"
            transitionDuration={150}
            aria-label={t("composer.uploading", { name: file.name })}
          />
        )}
      </div>
      <Group gap="xs" className={classes.meta}>
        <span className={classes.state} style={{ color: hasFailed ? "var(--sb-bad)" : undefined }}>
          <Icon size={14} aria-hidden />
          <span>
            {hasFailed
              ? `${t("state.failed")} ${errorText(failure)}`
              : `${t("state.sending")} ${format.number(percent / 100, { style: "percent" })}`}
          </span>
        </span>
      </Group>
      {hasFailed && (
        <Group gap="xs" justify="flex-end">
          {!isRefused && (
            <Button size="compact-sm" variant="default" onClick={onTryAgain}>
              {common("tryAgain")}
            </Button>
          )}
          <Button size="compact-sm" variant="subtle" color="gray" onClick={onDiscard}>
            {t("composer.discard")}
          </Button>
        </Group>
      )}
    </article>
  );
}
