"use client";

import {
  IconAlertCircle,
  IconCheck,
  IconClock,
  IconHandStop,
  type TablerIcon,
} from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useTroubleWords } from "#app/_ui/use-trouble-words.ts";
import type { MessageView } from "#lib/forms/views.ts";
import classes from "./thread.module.css";

type Status = MessageView["status"];

const looks: Record<Status, { icon: TablerIcon; color: string } | null> = {
  received: null,
  queued: { icon: IconClock, color: "var(--sb-idle)" },
  sending: { icon: IconClock, color: "var(--sb-idle)" },
  sent: { icon: IconCheck, color: "var(--sb-idle)" },
  failed: { icon: IconAlertCircle, color: "var(--sb-bad)" },
  dead: { icon: IconAlertCircle, color: "var(--sb-bad)" },
  held: { icon: IconHandStop, color: "var(--sb-warn)" },
};

/** What became of an outgoing message; of one that needs a person also why, and what to do. */
export function MessageState({
  message: { status, error },
  isSuperseded,
}: {
  message: MessageView;
  isSuperseded: boolean;
}) {
  const t = useTranslations("thread.state");
  const settling = useTranslations("messageActions.superseded");
  const wordsOf = useTroubleWords();
  const look = looks[status];
  if (look === null) return null;
  const isUnstored = status === "sent" && error !== null;
  const isTrouble = isUnstored || ["failed", "dead", "held"].includes(status);
  const Icon = look.icon;
  const words = () => {
    const { what, next } = wordsOf(error);
    const isLeftBehind = isSuperseded && !isUnstored;
    if (!isLeftBehind) return `${what} ${next}`;
    return `${what} ${settling(status === "held" ? "held" : "unsent")}`;
  };
  return (
    <span className={classes.state} style={{ color: isUnstored ? "var(--sb-warn)" : look.color }}>
      <Icon size={14} aria-hidden />
      <span>
        {t(isUnstored ? "unstored" : status)}
        {isTrouble && <span className={classes.why}> {words()}</span>}
      </span>
    </span>
  );
}
