"use client";

import { Button, Text } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { Paged } from "#app/_ui/paged.ts";
import { useConversation } from "#app/(workspace)/inbox/conversations-context.client.ts";
import type { ConversationView, MessageView } from "#lib/forms/views.ts";
import { MessageList } from "./message-list.client.tsx";
import classes from "./thread.module.css";
import { ThreadHeader } from "./thread-header.client.tsx";
import { useMessages } from "./use-messages.client.ts";
import { useStickToBottom } from "./use-stick-to-bottom.client.ts";

type ThreadProps = {
  /** As the server read it; the live list's copy is newer where it has one. */
  conversation: ConversationView;
  first: Paged<MessageView>;
};

export function Thread({ conversation: read, first }: ThreadProps) {
  const t = useTranslations("thread");
  const conversation = useConversation(read.id) ?? read;
  const { messages, hasOlder, hasFailed, isLoadingOlder, loadOlder } = useMessages(read.id, first);
  const isAnswering = conversation.answering;
  const { box, hasUnseen, scrollToEnd, onScroll } = useStickToBottom({
    newestId: `${messages[0]?.id}${isAnswering ? "+" : ""}`,
    oldestId: messages.at(-1)?.id,
  });

  return (
    <section className={classes.thread} aria-label={t("label")}>
      <ThreadHeader conversation={conversation} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
      <div ref={box} className={classes.scroll} onScroll={onScroll} tabIndex={0}>
        {hasOlder && (
          <div className={classes.older}>
            <Button variant="subtle" size="xs" onClick={loadOlder} loading={isLoadingOlder}>
              {t("older")}
            </Button>
            {hasFailed && (
              <Text size="xs" c="var(--sb-bad)" role="alert">
                {t("olderFailed")}
              </Text>
            )}
          </div>
        )}
        <MessageList messages={messages.toReversed()} />
        {isAnswering && (
          <div className={classes.answering} role="status">
            <span className={classes.dots} aria-hidden>
              <i />
              <i />
              <i />
            </span>
            <Text component="span" size="sm">
              {t("answering")}
            </Text>
          </div>
        )}
      </div>
      {hasUnseen && (
        <Button
          className={classes.unseen}
          size="xs"
          radius="xl"
          leftSection={<IconArrowDown size={14} aria-hidden />}
          onClick={scrollToEnd}
        >
          {t("unseen")}
        </Button>
      )}
    </section>
  );
}
