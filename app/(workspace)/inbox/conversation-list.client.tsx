"use client";

import { Button, Text, Title } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useRef } from "react";
import type { ConversationView } from "#lib/forms/views.ts";
import { ConversationRow } from "./conversation-row.client.tsx";
import classes from "./inbox.module.css";

type ConversationListProps = {
  conversations: readonly ConversationView[];
  selectedId: string | null;
  hasOlder: boolean;
  hasFailed: boolean;
  isLoadingOlder: boolean;
  loadOlder: () => void;
};

export function ConversationList(props: ConversationListProps) {
  const t = useTranslations("inbox");
  const list = useRef<HTMLUListElement>(null);

  const move = (step: 1 | -1) => {
    const rows = [...(list.current?.querySelectorAll("a") ?? [])];
    const here = rows.findIndex((row) => row.matches(":focus"));
    const from = here === -1 ? rows.findIndex((row) => row.ariaCurrent === "page") : here;
    rows[Math.min(Math.max(from + step, 0), rows.length - 1)]?.focus();
  };
  useHotkeys([
    ["j", () => move(1)],
    ["k", () => move(-1)],
  ]);

  return (
    <nav className={classes.list} aria-label={t("list")}>
      <Title order={props.selectedId === null ? 1 : 2} size="h1" px="md" py="sm">
        {t("title")}
      </Title>
      <ul
        ref={list}
        className={classes.rows}
        onKeyDown={(event: KeyboardEvent) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step === undefined) return;
          event.preventDefault();
          move(step === 1 ? 1 : -1);
        }}
      >
        {props.conversations.map((conversation) => (
          <ConversationRow
            key={conversation.id}
            conversation={conversation}
            isSelected={conversation.id === props.selectedId}
          />
        ))}
        {props.hasOlder && (
          <li className={classes.more}>
            <Button
              variant="subtle"
              size="xs"
              onClick={props.loadOlder}
              loading={props.isLoadingOlder}
            >
              {t("older")}
            </Button>
            {props.hasFailed && (
              <Text size="xs" c="var(--sb-bad)" role="alert">
                {t("olderFailed")}
              </Text>
            )}
          </li>
        )}
      </ul>
    </nav>
  );
}
