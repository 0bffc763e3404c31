"use client";

import { Button, Group } from "@mantine/core";
import { IconAlertCircle, IconClock } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import type { PendingAnswer } from "./pending-answers.ts";
import classes from "./thread.module.css";
import { useProblemWords } from "./use-problem-words.ts";

type PendingAnswerProps = {
  answer: PendingAnswer;
  onTryAgain: () => void;
  onEdit: () => void;
  onDiscard: () => void;
};

/** An answer that is on its way to the server, or did not get there. */
export function PendingAnswerBubble({
  answer: { text, failure, problems },
  onTryAgain,
  onEdit,
  onDiscard,
}: PendingAnswerProps) {
  const t = useTranslations("thread");
  const common = useTranslations("common");
  const errorText = useErrorText();
  const problemWords = useProblemWords();
  const hasFailed = failure !== null;
  const Icon = hasFailed ? IconAlertCircle : IconClock;
  return (
    <article className={classes.message} data-direction="outbound" aria-busy={!hasFailed}>
      <div className={classes.bubble} data-trouble={hasFailed ? "unsent" : undefined}>
        <span className={classes.srOnly}>{t("fromCompany")}</span>
        <bdi className={classes.text}>{text}</bdi>
      </div>
      <Group gap="xs" className={classes.meta}>
        <span className={classes.state} style={{ color: hasFailed ? "var(--sb-bad)" : undefined }}>
          <Icon size={14} aria-hidden />
          <span>
            {hasFailed ? `${t("state.failed")} ${errorText(failure)}` : t("state.sending")}
          </span>
        </span>
      </Group>
      {problems.length > 0 && (
        <ul className={classes.problems}>
          {problems.map((problem) => (
            <li key={`${problem.field} ${problem.code}`}>{problemWords(problem)}</li>
          ))}
        </ul>
      )}
      {hasFailed && (
        <Group gap="xs" justify="flex-end">
          <Button size="compact-sm" variant="default" onClick={onTryAgain}>
            {common("tryAgain")}
          </Button>
          <Button size="compact-sm" variant="default" onClick={onEdit}>
            {t("composer.edit")}
          </Button>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={onDiscard}>
            {t("composer.discard")}
          </Button>
        </Group>
      )}
    </article>
  );
}
