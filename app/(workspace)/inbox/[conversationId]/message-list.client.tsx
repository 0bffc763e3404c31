"use client";

import { Text } from "@mantine/core";
import { useFormatter, useNow, useTimeZone, useTranslations } from "next-intl";
import type { MessageView } from "#lib/forms/views.ts";
import { isSuperseded } from "./is-superseded.ts";
import { MessageBubble } from "./message-bubble.client.tsx";
import { looksOf } from "./said-or-happened.ts";
import { SystemLine } from "./system-line.client.tsx";
import classes from "./thread.module.css";

/** Oldest first, with a line wherever a new day begins. */
export function MessageList({ messages }: { messages: MessageView[] }) {
  const t = useTranslations("thread");
  const timeZone = useTimeZone() ?? "UTC";
  const dayOf = (moment: Date) =>
    new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(moment);
  const shown = messages.filter((message) => looksOf(message) !== null);
  const ids = new Set(shown.map(({ id }) => id));
  const days = Object.groupBy(shown, ({ occurred_at }) => dayOf(new Date(occurred_at)));

  return (
    <div role="log" aria-label={t("messages")} className={classes.log}>
      {Object.entries(days).map(([day, ofDay = []]) => (
        <div key={day} className={classes.day}>
          <DayLine at={ofDay[0]?.occurred_at ?? day} dayOf={dayOf} />
          {ofDay.map((message) =>
            looksOf(message) === "line" ? (
              <SystemLine key={message.id} message={message} />
            ) : (
              <MessageBubble
                key={message.id}
                message={message}
                isSuperseded={isSuperseded(message, messages)}
                isQuotedLoaded={ids.has(message.target?.message_id ?? "")}
              />
            ),
          )}
        </div>
      ))}
    </div>
  );
}

const dayMs = 24 * 60 * 60 * 1_000;

function DayLine({ at, dayOf }: { at: string; dayOf: (moment: Date) => string }) {
  const t = useTranslations("thread");
  const format = useFormatter();
  const now = useNow();
  const day = dayOf(new Date(at));
  const words = () => {
    if (day === dayOf(now)) return t("today");
    if (day === dayOf(new Date(now.getTime() - dayMs))) return t("yesterday");
    return format.dateTime(new Date(at), { dateStyle: "long" });
  };
  return (
    <Text component="div" size="xs" c="dimmed" className={classes.dayLine}>
      {words()}
    </Text>
  );
}
