"use client";

import { UnstyledButton } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { QuotedView } from "#lib/forms/message-views.ts";
import classes from "./parts.module.css";

/** The id of a message's element on the page. */
export function anchorOf(messageId: string): string {
  return `message-${messageId}`;
}

type QuotedLineProps = { quoted: QuotedView; isLoaded: boolean };

/** What a message answers; leads there when it is on the page. */
export function QuotedLine({ quoted: { message_id, text }, isLoaded }: QuotedLineProps) {
  const t = useTranslations("thread.quoted");
  const words = message_id === null ? t("unknown") : (text ?? t("noText"));
  const line = (
    <>
      <IconArrowBackUp size={14} aria-hidden />
      <span className={classes.srOnly}>{t("label")}</span>
      <bdi className={classes.quotedText}>{words}</bdi>
    </>
  );
  if (message_id === null || !isLoaded) return <span className={classes.quoted}>{line}</span>;
  const show = () => {
    const element = document.getElementById(anchorOf(message_id));
    element?.scrollIntoView({ block: "center" });
    element?.focus({ preventScroll: true });
  };
  return (
    <UnstyledButton className={classes.quoted} title={t("show")} onClick={show}>
      {line}
    </UnstyledButton>
  );
}
