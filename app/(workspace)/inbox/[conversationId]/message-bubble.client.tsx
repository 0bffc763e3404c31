"use client";

import { Group, Text } from "@mantine/core";
import { IconPaperclip, IconRobot, IconUser } from "@tabler/icons-react";
import { useFormatter, useTranslations } from "next-intl";
import { MessageActions } from "#app/_ui/message-actions.client.tsx";
import type { MessageView } from "#lib/forms/views.ts";
import { MessageState } from "./message-state.client.tsx";
import classes from "./thread.module.css";

type MessageBubbleProps = {
  message: MessageView;
  /** The conversation went on after it. */
  isSuperseded: boolean;
};

export function MessageBubble({ message, isSuperseded }: MessageBubbleProps) {
  const t = useTranslations("thread");
  const format = useFormatter();
  const moment = new Date(message.occurred_at);
  const isOurs = message.direction === "outbound";
  const isEmpty = message.text === null && message.attachments.length === 0;
  return (
    <article className={classes.message} data-direction={message.direction}>
      <div className={classes.bubble} data-trouble={troubleOf(message)}>
        <span className={classes.srOnly}>{t(isOurs ? "fromCompany" : "fromCustomer")}</span>
        {message.text !== null && (
          // Plain text on purpose: a customer's link is not made clickable.
          <bdi className={classes.text}>{message.text}</bdi>
        )}
        {isOurs && isEmpty && (
          <Text component="span" size="sm" fs="italic">
            {t("noAnswer")}
          </Text>
        )}
        {message.attachments.length > 0 && (
          <Group gap="xs" wrap="nowrap">
            <IconPaperclip size={16} aria-hidden />
            <Text component="span" size="sm" fs="italic">
              {t("attachments", { count: message.attachments.length })}
            </Text>
          </Group>
        )}
      </div>
      <Group gap="xs" className={classes.meta}>
        {isOurs && <Sender message={message} />}
        <time
          dateTime={message.occurred_at}
          title={format.dateTime(moment, { dateStyle: "full", timeStyle: "medium" })}
        >
          {format.dateTime(moment, { timeStyle: "short" })}
        </time>
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

function Sender({ message }: { message: MessageView }) {
  const t = useTranslations("thread.sender");
  const isAgent = message.handled_by === "ai_agent";
  const Icon = isAgent ? IconRobot : IconUser;
  return (
    <span className={classes.sender}>
      <Icon size={14} aria-hidden />
      {isAgent ? t("agent") : (message.author ?? t("teammate"))}
    </span>
  );
}
