"use client";

import { IconApps, IconBuildingStore, IconRobot, IconUser } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { MessageView } from "#lib/forms/views.ts";
import classes from "./thread.module.css";

/** Who wrote one of the page's messages. */
export function Sender({ message }: { message: MessageView }) {
  const t = useTranslations("thread.sender");
  const { origin, handled_by, author } = message;
  const { Icon, words } = (() => {
    if (origin === "page_inbox") return { Icon: IconBuildingStore, words: t("pageInbox") };
    if (origin === "other_app") return { Icon: IconApps, words: t("otherApp") };
    if (handled_by === "ai_agent") return { Icon: IconRobot, words: t("agent") };
    return { Icon: IconUser, words: author ?? t("teammate") };
  })();
  return (
    <span className={classes.sender}>
      <Icon size={14} aria-hidden />
      {words}
    </span>
  );
}
