"use client";

import {
  IconAlertCircle,
  IconCheck,
  IconClock,
  IconHandStop,
  type TablerIcon,
} from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import type { MessageView } from "#lib/forms/views.ts";
import classes from "./thread.module.css";

type Status = MessageView["status"];

const looks: Record<Status, { icon: TablerIcon; color: string } | null> = {
  received: null,
  queued: { icon: IconClock, color: "var(--sb-idle)" },
  sending: { icon: IconClock, color: "var(--sb-idle)" },
  sent: { icon: IconCheck, color: "var(--sb-idle)" },
  failed: { icon: IconAlertCircle, color: "var(--sb-bad)" },
  held: { icon: IconHandStop, color: "var(--sb-warn)" },
};

export function MessageState({ status, error }: { status: Status; error: string | null }) {
  const t = useTranslations("thread.state");
  const errorText = useErrorText();
  const look = looks[status];
  if (look === null) return null;
  const Icon = look.icon;
  const isTrouble = status === "failed" || status === "held";
  return (
    <span className={classes.state} style={{ color: look.color }}>
      <Icon size={14} aria-hidden />
      <span>
        {t(status)}
        {isTrouble && error !== null && ` ${errorText(error)}`}
      </span>
    </span>
  );
}
