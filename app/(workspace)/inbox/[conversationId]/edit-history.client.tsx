"use client";

import { Popover, Text, UnstyledButton } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useFormatter, useTranslations } from "next-intl";
import type { MessageView } from "#lib/forms/views.ts";
import classes from "./parts.module.css";

/** Says that a message was changed; opens what it said before. */
export function EditHistory({ edits }: Pick<MessageView, "edits">) {
  const t = useTranslations("thread.edits");
  const format = useFormatter();
  if (edits.length === 0) return null;
  return (
    <Popover width={320} position="top" withArrow shadow="md" transitionProps={{ duration: 120 }}>
      <Popover.Target>
        <UnstyledButton className={classes.edited}>
          <IconPencil size={14} aria-hidden />
          {t("edited")}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("before")}>
        <Text size="xs" c="dimmed" mb="xs">
          {t("before")}
        </Text>
        <ol className={classes.history}>
          {edits.map(({ text, at }) => (
            <li key={at}>
              <Text size="xs" c="dimmed" component="div">
                {format.dateTime(new Date(at), { dateStyle: "medium", timeStyle: "short" })}
              </Text>
              <bdi className={classes.historyText}>{text ?? t("noText")}</bdi>
            </li>
          ))}
        </ol>
      </Popover.Dropdown>
    </Popover>
  );
}
