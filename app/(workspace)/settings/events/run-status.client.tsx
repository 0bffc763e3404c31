"use client";

import { Alert, Paper, Progress, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import classes from "./events.module.css";
import type { Run } from "./use-try-again.client.ts";

/** How far a run is, and afterwards what became of it. */
export function RunStatus({ run, onClose }: { run: Run | null; onClose: () => void }) {
  const t = useTranslations("events.run");
  const common = useTranslations("common");
  const errorText = useErrorText();
  if (run === null) return <div role="status" className={classes.run} />;

  const refused = Object.entries(run.refused);
  const percent = run.total === 0 ? 0 : Math.min(100, (100 * run.done) / run.total);
  const Icon = refused.length === 0 ? IconCheck : IconAlertTriangle;
  return (
    <div role="status" className={classes.run}>
      {run.isRunning ? (
        <Paper withBorder radius="md" p="md">
          <Text size="sm" mb="xs">
            {t("label")}: {t("progress", { done: run.done, total: run.total })}
          </Text>
          <Progress value={percent} aria-label={t("label")} transitionDuration={150} />
        </Paper>
      ) : (
        <Alert
          color={refused.length === 0 ? "green" : "yellow"}
          icon={<Icon size={18} aria-hidden />}
          title={t("ok", { count: run.replayed })}
          withCloseButton
          onClose={onClose}
          closeButtonLabel={common("close")}
        >
          {refused.map(([code, count]) => (
            <Text key={code} size="sm">
              {t("refused", { count, why: errorText(code) })}
            </Text>
          ))}
        </Alert>
      )}
    </div>
  );
}
