"use client";

import { Group, Text } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { IconCircleCheck, IconClock } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Ago } from "#app/_ui/ago.client.tsx";
import { getJson } from "#app/_ui/get-json.ts";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import type { ErasureView, PrivacyView } from "#lib/forms/privacy-views.ts";
import classes from "./privacy.module.css";

const refreshMs = 3_000;
const isRunning = ({ status }: ErasureView) => status === "running";

/** Who was erased is not said: when, by whom, and what became of it. */
export function Erasures({ first }: { first: ErasureView[] }) {
  const t = useTranslations("privacySettings.erasures");
  const [erasures, setErasures] = useState(first);
  const refresh = async () => {
    if (document.hidden || !erasures.some(isRunning)) return;
    // A failed read keeps what is shown; the next one tries again.
    const fresh = await getJson<PrivacyView>("/api/privacy").catch(() => null);
    if (fresh !== null) setErasures(fresh.erasures);
  };
  useInterval(() => void refresh(), refreshMs, { autoInvoke: true });

  if (erasures.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("none")}
      </Text>
    );
  }
  return (
    <ul className={classes.list}>
      {erasures.map((erasure) => (
        <Erasure key={erasure.id} erasure={erasure} />
      ))}
    </ul>
  );
}

function Erasure({ erasure }: { erasure: ErasureView }) {
  const t = useTranslations("privacySettings.erasures");
  const errorText = useErrorText();
  const { status, remote, error } = erasure;
  const Icon = status === "done" ? IconCircleCheck : IconClock;
  const isHindered = status === "running" && error !== null;
  return (
    <li className={classes.item}>
      <Group gap="xs" wrap="nowrap" align="start">
        <Icon
          size={18}
          className={classes.icon}
          color={status === "done" ? "var(--sb-ok)" : "var(--sb-warn)"}
          aria-hidden
        />
        <div>
          <Text size="sm" fw={500}>
            {t(`status.${status}`)} · <Ago at={erasure.created_at} />
          </Text>
          <Text size="sm">
            {t("counts", { messages: erasure.messages, events: erasure.events })}
          </Text>
          <Text size="sm" c={remote === "refused" ? "var(--sb-bad)" : "inherit"}>
            {t(`remote.${remote}`)}
            {isHindered && ` ${errorText(error)}`}
          </Text>
          {erasure.requested_by !== null && (
            <Text size="xs" c="dimmed">
              {t("by", { name: erasure.requested_by })}
            </Text>
          )}
        </div>
      </Group>
    </li>
  );
}
