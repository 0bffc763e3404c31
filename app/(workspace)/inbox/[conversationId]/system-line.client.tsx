"use client";

import {
  IconAd2,
  IconArrowsExchange,
  IconBellCheck,
  IconForms,
  IconMoodSmile,
  IconPencil,
  IconShoppingCart,
  IconStar,
  IconTrash,
  IconUserCheck,
  type TablerIcon,
} from "@tabler/icons-react";
import { useFormatter } from "next-intl";
import type { MessageKind } from "#lib/forms/message-views.ts";
import type { MessageView } from "#lib/forms/views.ts";
import classes from "./parts.module.css";
import { anchorOf } from "./quoted-line.client.tsx";
import { useEventWords } from "./use-event-words.ts";

const ICONS: Record<MessageKind, TablerIcon> = {
  message: IconForms,
  postback: IconForms,
  form: IconForms,
  edit: IconPencil,
  unsend: IconTrash,
  reaction: IconMoodSmile,
  referral: IconAd2,
  optin: IconBellCheck,
  account_linking: IconUserCheck,
  order: IconShoppingCart,
  feedback: IconStar,
  handover: IconArrowsExchange,
};

/** Something that happened in the conversation, and that nobody said. */
export function SystemLine({ message }: { message: MessageView }) {
  const format = useFormatter();
  const wordsOf = useEventWords();
  const { what, detail } = wordsOf(message);
  const moment = new Date(message.occurred_at);
  const Icon = ICONS[message.kind];
  return (
    <div className={classes.system} id={anchorOf(message.id)} tabIndex={-1}>
      <Icon size={14} aria-hidden />
      <span className={classes.systemWords}>
        {detail === null ? (
          what.replace(/:$/, ".")
        ) : (
          <>
            {what} <bdi>{detail}</bdi>
          </>
        )}
      </span>
      <time
        dateTime={message.occurred_at}
        title={format.dateTime(moment, { dateStyle: "full", timeStyle: "medium" })}
      >
        {format.dateTime(moment, { timeStyle: "short" })}
      </time>
    </div>
  );
}
