"use client";

import { Text, UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { Ago } from "#app/_ui/ago.client.tsx";
import type { EventView } from "#lib/forms/attention-views.ts";
import { CustomerName } from "./customer-name.client.tsx";
import { EventStatus } from "./event-status.tsx";
import { EventType } from "./event-type.client.tsx";
import classes from "./events.module.css";
import { useEventReason } from "./use-event-reason.ts";

type EventRowProps = { event: EventView; onOpen: () => void };

export function EventRow({ event, onOpen }: EventRowProps) {
  const reason = useEventReason()(event);
  return (
    <li className={classes.event}>
      <UnstyledButton className={classes.open} onClick={onOpen}>
        <Text component="span" size="sm" fw={600}>
          <EventType type={event.type} />
        </Text>
      </UnstyledButton>
      <div className={classes.eventWho}>
        <CustomerName
          customer={{
            conversationId: event.conversation_id,
            externalUserId: event.external_user_id,
            channel: event.channel,
          }}
        />
      </div>
      <div className={classes.eventState}>
        <EventStatus status={event.status} />
        {reason !== null && (
          <Text size="xs" c="dimmed" lineClamp={2}>
            {reason.what}
          </Text>
        )}
      </div>
      <Text size="xs" c="dimmed" className={classes.when}>
        <Ago at={event.received_at} />
      </Text>
      <IconChevronRight size={18} className={classes.arrow} aria-hidden />
    </li>
  );
}
