"use client";

import { Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import classes from "./thread.module.css";

export function AnsweringHint() {
  const t = useTranslations("thread");
  return (
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
  );
}
