"use client";

import { ActionIcon, Textarea } from "@mantine/core";
import { IconMessage2Bolt, IconSend2 } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type RefObject, useId, useState } from "react";
import type { WindowView } from "#lib/forms/messaging-window.ts";
import { cleanText } from "#lib/forms/text-limits.ts";
import type { ChannelView } from "#lib/forms/views.ts";
import { AttachButton } from "./attach-button.client.tsx";
import classes from "./composer.module.css";
import { LengthHint } from "./length-hint.client.tsx";
import { lengthOf } from "./length-of.ts";
import { QuickRepliesField } from "./quick-replies-field.client.tsx";
import { StoppedNote } from "./stopped-note.client.tsx";
import type { Draft } from "./use-draft.client.ts";
import { useFileDrop } from "./use-file-drop.client.ts";
import { WindowNote } from "./window-note.client.tsx";

type ComposerProps = {
  draft: Draft;
  onChange: (draft: Draft) => void;
  onSend: (text: string, quickReplies: readonly string[]) => void;
  onFiles: (files: readonly File[]) => void;
  channel: ChannelView;
  messagingWindow: WindowView;
  field: RefObject<HTMLTextAreaElement | null>;
};

/** Where a teammate writes to the customer. */
export function Composer(props: ComposerProps) {
  const { draft, onChange, onSend, onFiles, channel, messagingWindow, field } = props;
  const { platform, sending_stopped: stoppedBy } = channel;
  const t = useTranslations("thread.composer");
  const id = useId();
  const isClosed = stoppedBy !== null || messagingWindow.state === "closed";
  const clean = cleanText(draft.text);
  const length = lengthOf(clean, platform);
  const maySend = !isClosed && clean !== "" && !length.isTooLong;
  const [areRepliesOpen, setAreRepliesOpen] = useState(draft.quickReplies.length > 0);
  const { isOver, dropHandlers, onPaste } = useFileDrop(onFiles, !isClosed);

  const submit = () => {
    if (maySend) {
      onSend(clean, draft.quickReplies);
      setAreRepliesOpen(false);
    }
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    // A phone's keyboard has no other way to a new line.
    if (matchMedia("(hover: none) and (pointer: coarse)").matches) return;
    event.preventDefault();
    submit();
  };

  return (
    <form
      className={classes.composer}
      aria-label={t("label")}
      aria-describedby={`${id}-window`}
      data-over={isOver || undefined}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      {...dropHandlers}
    >
      {stoppedBy === null ? (
        <WindowNote messagingWindow={messagingWindow} id={`${id}-window`} />
      ) : (
        <StoppedNote by={stoppedBy} channelId={channel.id} id={`${id}-window`} />
      )}
      {areRepliesOpen && !isClosed && (
        <QuickRepliesField
          value={draft.quickReplies}
          onChange={(quickReplies) => onChange({ ...draft, quickReplies })}
        />
      )}
      <div className={classes.row}>
        <AttachButton platform={platform} isDisabled={isClosed} onFiles={onFiles} />
        <ActionIcon
          variant={areRepliesOpen ? "light" : "subtle"}
          color={areRepliesOpen ? "accent" : "gray"}
          size="lg"
          disabled={isClosed}
          aria-label={t("quickReplies.label")}
          title={t("quickReplies.label")}
          aria-expanded={areRepliesOpen}
          onClick={() => setAreRepliesOpen(!areRepliesOpen)}
        >
          <IconMessage2Bolt size={18} aria-hidden />
        </ActionIcon>
        <Textarea
          ref={field}
          className={classes.field}
          classNames={{ input: classes.input, section: classes.send }}
          aria-label={t("label")}
          placeholder={isClosed ? undefined : t(isOver ? "drop" : "placeholder")}
          inputWrapperOrder={["input", "error", "description"]}
          description={
            isClosed ? undefined : (
              <span className={classes.hints}>
                <span className={classes.keys}>{t("keys")}</span>
                <LengthHint length={length} platform={platform} />
              </span>
            )
          }
          error={length.isTooLong && t("tooLong")}
          autosize
          minRows={1}
          maxRows={8}
          value={draft.text}
          disabled={isClosed}
          onChange={(event) => onChange({ ...draft, text: event.currentTarget.value })}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          rightSectionPointerEvents="all"
          rightSection={
            <ActionIcon type="submit" aria-label={t("send")} disabled={!maySend}>
              <IconSend2 size={18} aria-hidden />
            </ActionIcon>
          }
        />
      </div>
    </form>
  );
}
