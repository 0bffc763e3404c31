"use client";

import { Anchor, Checkbox, Group, Loader, Text } from "@mantine/core";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { PlatformIcon } from "#app/_ui/platform-icon.tsx";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import { type Choice, isFree } from "./choices.ts";
import classes from "./integrations.module.css";
import type { Progress } from "./use-registration.client.ts";

type ChoiceTickProps = {
  choice: Choice;
  label: string;
  pageName: string;
  isTicked: boolean;
  progress: Progress | undefined;
  isBusy: boolean;
  onTick: (isTicked: boolean) => void;
  onRetry: () => void;
};

export function ChoiceTick(props: ChoiceTickProps) {
  const t = useTranslations("picker");
  const { choice, label, pageName, isTicked, progress, isBusy, onTick, onRetry } = props;
  // A channel whose connecting failed halfway exists, so Meta's list alone would call it connected.
  const isDone = progress === undefined ? isServed(choice) : progress.state === "done";
  return (
    <div className={classes.choice}>
      <Group gap="xs">
        <Checkbox
          size="sm"
          aria-label={t(`tick.${choice.platform}`, { page: pageName, name: label })}
          label={
            <Group gap="xs" wrap="nowrap">
              <PlatformIcon platform={choice.platform} />
              <bdi>{label}</bdi>
            </Group>
          }
          checked={isDone || isTicked}
          disabled={isBusy || isDone || !isFree(choice)}
          onChange={(event) => onTick(event.currentTarget.checked)}
        />
        <Mark isDone={isDone} isTroubled={choice.isTroubled} progress={progress} />
      </Group>
      {progress?.state === "failed" && !isDone && (
        <FailureNote code={progress.code} isBusy={isBusy} onRetry={onRetry} />
      )}
    </div>
  );
}

function isServed({ isConnected, isTroubled }: Choice): boolean {
  return isConnected && !isTroubled;
}

type MarkProps = { isDone: boolean; isTroubled: boolean; progress: Progress | undefined };

function Mark({ isDone, isTroubled, progress }: MarkProps) {
  const t = useTranslations("picker.state");
  if (isDone) {
    return (
      <Group gap="xs" wrap="nowrap" c="var(--sb-ok)">
        <IconCircleCheck size={16} aria-hidden />
        <Text size="xs">{t(progress === undefined ? "known" : "connected")}</Text>
      </Group>
    );
  }
  if (progress?.state === "running") {
    return (
      <Group gap="xs" wrap="nowrap">
        <Loader size="xs" />
        <Text size="xs">{t("running")}</Text>
      </Group>
    );
  }
  if (progress === undefined && isTroubled) {
    return (
      <Text size="xs" c="var(--sb-warn)">
        {t("troubled")}
      </Text>
    );
  }
  return progress?.state === "waiting" ? (
    <Text size="xs" c="dimmed">
      {t("waiting")}
    </Text>
  ) : null;
}

type FailureNoteProps = { code: string; isBusy: boolean; onRetry: () => void };

function FailureNote({ code, isBusy, onRetry }: FailureNoteProps) {
  const t = useTranslations("common");
  const errorText = useErrorText();
  return (
    <Group gap="xs" mt="xs" align="start" wrap="nowrap" c="var(--sb-bad)">
      <IconCircleX size={16} aria-hidden style={{ flexShrink: 0 }} />
      <Text size="xs" role="alert">
        {errorText(code)}{" "}
        <Anchor component="button" type="button" size="xs" disabled={isBusy} onClick={onRetry}>
          {t("tryAgain")}
        </Anchor>
      </Text>
    </Group>
  );
}
