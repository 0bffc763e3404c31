"use client";

import { IconAd2, IconEar, IconHandClick, IconMovie, IconTerminal } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { MessageDetails } from "#lib/forms/message-views.ts";
import { webLinkOf } from "./attachments/web-link.ts";
import classes from "./parts.module.css";
import { useReferralWords } from "./use-referral-words.ts";

/** How a message came about: a tap, a story, an ad, a command. */
export function ContextLines({ details }: { details: MessageDetails }) {
  const t = useTranslations("thread.context");
  const referralWords = useReferralWords();
  const { quick_reply, postback, story, referral, commands, is_standby } = details;
  const link = webLinkOf(story?.url ?? null);
  return (
    <>
      {is_standby === true && <Line icon={<IconEar size={14} aria-hidden />}>{t("standby")}</Line>}
      {referral !== undefined && (
        <Line icon={<IconAd2 size={14} aria-hidden />}>
          <bdi>{referralWords(referral)}</bdi>
        </Line>
      )}
      {story !== undefined && (
        <Line icon={<IconMovie size={14} aria-hidden />}>
          {link === null ? (
            t("story")
          ) : (
            <a href={link.href} target="_blank" rel="noopener noreferrer nofollow">
              {t("story")}
            </a>
          )}
        </Line>
      )}
      {(quick_reply !== undefined || postback !== undefined) && (
        <Line icon={<IconHandClick size={14} aria-hidden />}>
          {t(quick_reply === undefined ? "button" : "quickReply")}
        </Line>
      )}
      {commands !== undefined && (
        <Line icon={<IconTerminal size={14} aria-hidden />}>
          {t("command", { commands: commands.map((name) => `/${name}`).join(", ") })}
        </Line>
      )}
    </>
  );
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <span className={classes.context}>
      {icon}
      <span>{children}</span>
    </span>
  );
}
