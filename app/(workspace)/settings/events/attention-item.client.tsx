"use client";

import { Button, Checkbox, Group, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { Ago } from "#app/_ui/ago.client.tsx";
import { MessageActions } from "#app/_ui/message-actions.client.tsx";
import type { TroubledMessageView } from "#lib/forms/attention-views.ts";
import { EventType } from "./event-type.client.tsx";
import classes from "./events.module.css";
import type { Item } from "./group-causes.ts";
import { isRepeatable } from "./is-repeatable.ts";
import { useEventType } from "./use-event-type.ts";

type AttentionItemProps = {
  item: Item;
  chosen: ReadonlySet<string>;
  isRunning: boolean;
  onToggle: (id: string) => void;
  onTryItem: (item: Item) => void;
  onOpenEvent: (id: string) => void;
  onDone: () => void;
};

export function AttentionItem({ item, ...props }: AttentionItemProps) {
  const t = useTranslations("events");
  const settling = useTranslations("messageActions.superseded");
  const typeOf = useEventType();
  const messageWords = useMessageWords();
  const what = item.kind === "event" ? typeOf(item.event.type) : messageWords(item.message);
  const at = item.kind === "event" ? item.event.occurred_at : item.message.occurred_at;
  return (
    <li className={classes.item}>
      <div className={classes.tick}>
        {isRepeatable(item) && (
          <Checkbox
            size="xs"
            aria-label={t("select", { what })}
            checked={props.chosen.has(item.id)}
            disabled={props.isRunning}
            onChange={() => props.onToggle(item.id)}
          />
        )}
      </div>
      <div className={classes.itemWords}>
        <Text size="sm" lineClamp={2} component="div">
          {item.kind === "event" ? <EventType type={item.event.type} /> : <bdi>{what}</bdi>}
        </Text>
        {item.kind === "message" &&
          item.message.status === "held" &&
          item.message.is_superseded && (
            <Text size="xs" c="dimmed">
              {settling("held")}
            </Text>
          )}
      </div>
      <Text size="xs" c="dimmed" className={classes.when}>
        <Ago at={at} />
      </Text>
      <Group gap="xs" className={classes.itemActions}>
        {item.kind === "message" ? (
          <MessageActions
            message={item.message}
            isSuperseded={item.message.is_superseded}
            onDone={props.onDone}
          />
        ) : (
          <>
            <Button
              size="compact-sm"
              fz="xs"
              variant="subtle"
              onClick={() => props.onOpenEvent(item.id)}
            >
              {t("details")}
            </Button>
            {isRepeatable(item) && (
              <Button
                size="compact-sm"
                fz="xs"
                variant="default"
                disabled={props.isRunning}
                onClick={() => props.onTryItem(item)}
              >
                {t("tryAgain")}
              </Button>
            )}
          </>
        )}
      </Group>
    </li>
  );
}

function useMessageWords(): (message: TroubledMessageView) => string {
  const t = useTranslations("events");
  return ({ text, attachments }) => text ?? t(attachments.length > 0 ? "noText" : "noAnswer");
}
