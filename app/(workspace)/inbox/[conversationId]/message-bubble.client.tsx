"use client";

import { Group, Text } from "@mantine/core";
import { IconClockExclamation, IconTrash } from "@tabler/icons-react";
import { useFormatter, useTranslations } from "next-intl";
import { MessageActions } from "#app/_ui/message-actions.client.tsx";
import type { MessageView } from "#lib/forms/views.ts";
import { Attachments } from "./attachments/attachments.client.tsx";
import { ContextLines } from "./context-line.client.tsx";
import { EditHistory } from "./edit-history.client.tsx";
import { MessageState } from "./message-state.client.tsx";
import { anchorOf, QuotedLine } from "./quoted-line.client.tsx";
import { ReactMenu } from "./react-menu.client.tsx";
import { Reactions } from "./reactions.client.tsx";
import { Sender } from "./sender.client.tsx";
import classes from "./thread.module.css";

type MessageBubbleProps = {
  message: MessageView;
  /** The conversation went on after it. */
  isSuperseded: boolean;
  /** The message that it answers is on the page. */
  isQuotedLoaded: boolean;
};

export function MessageBubble({ message, isSuperseded, isQuotedLoaded }: MessageBubbleProps) {
  const t = useTranslations("thread");
  const format = useFormatter();
  const moment = new Date(message.occurred_at);
  const isOurs = message.direction === "outbound";
  const isGone = message.deleted_at !== null;
  return (
    <article
      className={classes.message}
      data-direction={message.direction}
      id={anchorOf(message.id)}
      tabIndex={-1}
    >
      <div className={classes.line}>
        <div
          className={classes.bubble}
          data-trouble={troubleOf(message)}
          data-gone={isGone || undefined}
          data-reacted={message.reactions.length > 0 || undefined}
        >
          <span className={classes.srOnly}>{t(isOurs ? "fromCompany" : "fromCustomer")}</span>
          {message.target !== null && (
            <QuotedLine quoted={message.target} isLoaded={isQuotedLoaded} />
          )}
          <ContextLines details={message.details} />
          {isGone ? <Gone at={message.deleted_at} isOurs={isOurs} /> : <Said message={message} />}
          <Reactions reactions={message.reactions} />
        </div>
        {!isOurs && !isGone && message.kind === "message" && <ReactMenu message={message} />}
      </div>
      <Group gap="xs" className={classes.meta}>
        {isOurs && <Sender message={message} />}
        <time
          dateTime={message.occurred_at}
          title={format.dateTime(moment, { dateStyle: "full", timeStyle: "medium" })}
        >
          {format.dateTime(moment, { timeStyle: "short" })}
        </time>
        <EditHistory edits={message.edits} />
        {message.is_late && (
          <span className={classes.state} title={t("late.detail")}>
            <IconClockExclamation size={14} aria-hidden />
            {t("late.label")}
          </span>
        )}
        {isOurs && <MessageState message={message} isSuperseded={isSuperseded} />}
      </Group>
      {isOurs && <MessageActions message={message} isSuperseded={isSuperseded} />}
    </article>
  );
}

function troubleOf({ status }: MessageView): "held" | "unsent" | undefined {
  if (status === "held") return "held";
  return status === "failed" || status === "dead" ? "unsent" : undefined;
}

function Said({ message }: { message: MessageView }) {
  const t = useTranslations("thread");
  const { text, attachments, details, direction } = message;
  const isEmpty = text === null && attachments.length === 0;
  const emptyWords = () => {
    if (details.is_unsupported) return t("unsupported");
    return direction === "outbound" ? t("noAnswer") : t("empty");
  };
  return (
    <>
      {text !== null && (
        // Plain text on purpose: a customer's link is not made clickable.
        <bdi className={classes.text}>{text}</bdi>
      )}
      <Attachments message={message} />
      {details.offered !== undefined && (
        <ul className={classes.offered} aria-label={t("offered")}>
          {[...new Set(details.offered)].map((title) => (
            <li key={title}>
              <bdi>{title}</bdi>
            </li>
          ))}
        </ul>
      )}
      {isEmpty && (
        <Text component="span" size="sm" fs="italic">
          {emptyWords()}
        </Text>
      )}
    </>
  );
}

function Gone({ at, isOurs }: { at: string | null; isOurs: boolean }) {
  const t = useTranslations("thread");
  const format = useFormatter();
  const when = at && format.dateTime(new Date(at), { dateStyle: "medium", timeStyle: "short" });
  return (
    <span className={classes.gone} title={when ?? undefined}>
      <IconTrash size={14} aria-hidden />
      <span>{t(isOurs ? "goneOurs" : "gone")}</span>
    </span>
  );
}
