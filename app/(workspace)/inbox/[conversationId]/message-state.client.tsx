"use client";

import {
  IconAlertCircle,
  IconCheck,
  IconChecks,
  IconClock,
  IconEyeCheck,
  IconHandStop,
  type TablerIcon,
} from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useTroubleWords } from "#app/_ui/use-trouble-words.ts";
import type { MessageView } from "#lib/forms/views.ts";
import classes from "./thread.module.css";

type State = MessageView["status"] | "delivered" | "read" | "unstored";

const looks: Record<State, { icon: TablerIcon; color: string } | null> = {
  received: null,
  queued: { icon: IconClock, color: "var(--sb-idle)" },
  sending: { icon: IconClock, color: "var(--sb-idle)" },
  sent: { icon: IconCheck, color: "var(--sb-idle)" },
  delivered: { icon: IconChecks, color: "var(--sb-idle)" },
  read: { icon: IconEyeCheck, color: "var(--sb-busy)" },
  unstored: { icon: IconCheck, color: "var(--sb-warn)" },
  failed: { icon: IconAlertCircle, color: "var(--sb-bad)" },
  dead: { icon: IconAlertCircle, color: "var(--sb-bad)" },
  held: { icon: IconHandStop, color: "var(--sb-warn)" },
};

/** How far a message came. */
function stateOf({ status, error, delivery }: MessageView): State {
  if (status !== "sent") return status;
  return error === null ? (delivery ?? "sent") : "unstored";
}

/** What became of an outgoing message; of one that needs a person also why, and what to do. */
export function MessageState({
  message,
  isSuperseded,
}: {
  message: MessageView;
  isSuperseded: boolean;
}) {
  const t = useTranslations("thread.state");
  const settling = useTranslations("messageActions.superseded");
  const wordsOf = useTroubleWords();
  const state = stateOf(message);
  const look = looks[state];
  if (look === null) return null;
  const isTrouble = ["unstored", "failed", "dead", "held"].includes(state);
  const Icon = look.icon;
  const words = () => {
    const { what, next } = wordsOf(message.error);
    const isLeftBehind = isSuperseded && state !== "unstored";
    if (!isLeftBehind) return `${what} ${next}`;
    return `${what} ${settling(state === "held" ? "held" : "unsent")}`;
  };
  return (
    <span className={classes.state} style={{ color: look.color }}>
      <Icon size={14} aria-hidden />
      <span>
        {t(state)}
        {isTrouble && <span className={classes.why}> {words()}</span>}
      </span>
    </span>
  );
}
