"use client";

import { useTranslations } from "next-intl";
import type { MessageView } from "#lib/forms/views.ts";
import classes from "./parts.module.css";
import { emojiOf } from "./reaction-emoji.ts";

/** The reactions that sit on a bubble. */
export function Reactions({ reactions }: Pick<MessageView, "reactions">) {
  const t = useTranslations("thread.reactions");
  if (reactions.length === 0) return null;
  return (
    <ul className={classes.reactions} aria-label={t("label")}>
      {reactions.map((reaction) => (
        <li key={reaction.by} title={t(reaction.by)}>
          <span aria-hidden>{emojiOf(reaction)}</span>
          <span className={classes.srOnly}>
            {t("one", { who: t(reaction.by), emoji: emojiOf(reaction) })}
          </span>
        </li>
      ))}
    </ul>
  );
}
