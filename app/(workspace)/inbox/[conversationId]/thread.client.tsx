"use client";

import { Button, Text } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { useNow, useTranslations } from "next-intl";
import { useRef } from "react";
import type { Paged } from "#app/_ui/paged.ts";
import { useConversation } from "#app/(workspace)/inbox/conversations-context.client.ts";
import { windowAt } from "#lib/forms/messaging-window.ts";
import type { ChannelView, ConversationView, MessageView } from "#lib/forms/views.ts";
import { AnsweringHint } from "./answering-hint.client.tsx";
import { Composer } from "./composer.client.tsx";
import { MessageList } from "./message-list.client.tsx";
import { PendingAnswerBubble } from "./pending-answer.client.tsx";
import type { PendingAnswer } from "./pending-answers.ts";
import { PendingFileBubble } from "./pending-file.client.tsx";
import classes from "./thread.module.css";
import { ThreadHeader } from "./thread-header.client.tsx";
import { type SendAnswer, useAnswers } from "./use-answers.client.ts";
import { useChannelNow } from "./use-channel-now.client.ts";
import { EMPTY_DRAFT, useDraft } from "./use-draft.client.ts";
import type { Erasing } from "./use-erasure.client.ts";
import { useFiles } from "./use-files.client.ts";
import { useMessages } from "./use-messages.client.ts";
import { useSeen } from "./use-seen.client.ts";
import { useStickToBottom } from "./use-stick-to-bottom.client.ts";

type ThreadProps = {
  /** As the server read it; the live list's copy is newer where it has one. */
  conversation: ConversationView;
  first: Paged<MessageView>;
  sendAnswer: SendAnswer;
  channel: ChannelView;
  erasing: Erasing;
};

export function Thread({
  conversation: read,
  first,
  sendAnswer,
  erasing,
  ...initial
}: ThreadProps) {
  const t = useTranslations("thread");
  const now = useNow({ updateInterval: 30_000 });
  const conversation = useConversation(read.id) ?? read;
  const { messages, hasOlder, hasFailed, isLoadingOlder, loadOlder, add } = useMessages(
    read.id,
    first,
  );
  const { answers, news, send, tryAgain, discard } = useAnswers({
    sendAnswer,
    conversationId: read.id,
    messages,
    onWritten: add,
  });
  const { files, sendFiles, tryFileAgain, discardFile } = useFiles({
    sendAnswer,
    conversationId: read.id,
    platform: read.channel.platform,
    messages,
    onWritten: add,
  });
  const channel = useChannelNow(initial.channel);
  const isAgentOn = channel.agent_id !== null && channel.ai_enabled;
  useSeen(read.id, messages.find(({ direction }) => direction === "inbound")?.id);
  const [draft, setDraft] = useDraft(read.id);
  const field = useRef<HTMLTextAreaElement>(null);
  const isAnswering = conversation.answering;
  const { box, hasUnseen, scrollToEnd, onScroll } = useStickToBottom({
    newestId: [
      messages[0]?.id,
      isAnswering,
      ...[...answers, ...files].map(({ clientId }) => clientId),
    ].join(),
    oldestId: messages.at(-1)?.id,
  });

  const edit = (answer: PendingAnswer) => {
    discard(answer);
    const text = draft.text === "" ? answer.text : `${answer.text}\n\n${draft.text}`;
    const quickReplies = answer.quickReplies.length > 0 ? answer.quickReplies : draft.quickReplies;
    setDraft({ text, quickReplies, clientId: answer.clientId });
    field.current?.focus();
  };

  return (
    <section className={classes.thread} aria-label={t("label")}>
      <ThreadHeader conversation={conversation} isAgentOn={isAgentOn} erasing={erasing} />
      <div className={classes.view}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
        <div ref={box} className={classes.scroll} onScroll={onScroll} tabIndex={0}>
          <div>
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
            <div className={classes.pending}>
              {answers.map((answer) => (
                <PendingAnswerBubble
                  key={answer.clientId}
                  answer={answer}
                  onTryAgain={() => tryAgain(answer)}
                  onEdit={() => edit(answer)}
                  onDiscard={() => discard(answer)}
                />
              ))}
              {files.map((file) => (
                <PendingFileBubble
                  key={file.clientId}
                  pending={file}
                  onTryAgain={() => tryFileAgain(file)}
                  onDiscard={() => discardFile(file)}
                />
              ))}
            </div>
            {isAnswering && <AnsweringHint />}
          </div>
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
      </div>
      <Composer
        draft={draft}
        onChange={setDraft}
        onSend={(text, quickReplies) => {
          send({ text, quickReplies, clientId: draft.clientId });
          setDraft(EMPTY_DRAFT);
          scrollToEnd();
        }}
        onFiles={(chosen) => {
          sendFiles(chosen);
          scrollToEnd();
        }}
        messagingWindow={windowAt(conversation.window, now)}
        channel={channel}
        field={field}
      />
      <div className={classes.srOnly} role="status">
        {news !== null && t(`composer.news.${news}`)}
      </div>
    </section>
  );
}
