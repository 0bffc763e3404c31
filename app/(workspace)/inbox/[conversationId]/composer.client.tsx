"use client";

import { ActionIcon, Textarea } from "@mantine/core";
import { IconSend2 } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type RefObject, useId } from "react";
import type { WindowView } from "#lib/forms/messaging-window.ts";
import { cleanText, TEXT_MAX, textLength } from "#lib/forms/text-limits.ts";
import type { Platform } from "#lib/forms/views.ts";
import classes from "./composer.module.css";
import { WindowNote } from "./window-note.client.tsx";

/** The part of the limit from which on the rest is counted. */
const nearly = 0.8;

type ComposerProps = {
  text: string;
  onChange: (text: string) => void;
  onSend: (text: string) => void;
  platform: Platform;
  messagingWindow: WindowView;
  field: RefObject<HTMLTextAreaElement | null>;
};

/** Where a teammate writes to the customer. */
export function Composer({
  text,
  onChange,
  onSend,
  platform,
  messagingWindow,
  field,
}: ComposerProps) {
  const t = useTranslations("thread.composer");
  const id = useId();
  const isClosed = messagingWindow.state === "closed";
  const clean = cleanText(text);
  const left = TEXT_MAX[platform] - textLength(clean, platform);
  const maySend = !isClosed && clean !== "" && left >= 0;

  const submit = () => {
    if (maySend) onSend(clean);
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
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <WindowNote messagingWindow={messagingWindow} id={`${id}-window`} />
      <Textarea
        ref={field}
        classNames={{ input: classes.input, section: classes.send }}
        aria-label={t("label")}
        placeholder={isClosed ? undefined : t("placeholder")}
        inputWrapperOrder={["input", "error", "description"]}
        description={
          isClosed ? undefined : (
            <span className={classes.hints}>
              <span className={classes.keys}>{t("keys")}</span>
              {left >= 0 && left <= TEXT_MAX[platform] * (1 - nearly) && (
                <span className={classes.left}>{t(`left.${platform}`, { count: left })}</span>
              )}
            </span>
          )
        }
        error={left < 0 && t(`over.${platform}`, { count: -left })}
        autosize
        minRows={1}
        maxRows={8}
        value={text}
        disabled={isClosed}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        rightSectionPointerEvents="all"
        rightSection={
          <ActionIcon type="submit" aria-label={t("send")} disabled={!maySend}>
            <IconSend2 size={18} aria-hidden />
          </ActionIcon>
        }
      />
    </form>
  );
}
