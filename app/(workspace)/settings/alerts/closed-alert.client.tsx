"use client";

import { Group, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { Ago } from "#app/_ui/ago.client.tsx";
import type { AlertView } from "#lib/forms/views.ts";
import { AlertSubject } from "./alert-subject.client.tsx";
import { valuesOf, wordsOf } from "./alert-words.ts";
import classes from "./alerts.module.css";
import { useDuration } from "./use-duration.ts";

/** A problem that is over: what it was, and how long it lasted. */
export function ClosedAlert({ alert, closedAt }: { alert: AlertView; closedAt: string }) {
  const t = useTranslations("alerts");
  const duration = useDuration(alert.opened_at, closedAt);
  return (
    <li className={classes.closed}>
      <Group gap="sm" wrap="nowrap" align="start" className={classes.closedWhat}>
        <IconCircleCheck
          size={18}
          color="var(--sb-ok)"
          className={classes.closedIcon}
          aria-hidden
        />
        <div>
          <Text size="sm" fw={500}>
            {t(`kinds.${wordsOf[alert.kind]}.title`, valuesOf(alert))}
          </Text>
          <AlertSubject channel={alert.channel} />
        </div>
      </Group>
      <Text size="xs" c="dimmed" className={classes.closedWhen}>
        {t.rich("lasted", { duration, ago: () => <Ago at={closedAt} /> })}
      </Text>
    </li>
  );
}
