"use client";

import { NativeSelect, Pill } from "@mantine/core";
import { useTranslations } from "next-intl";
import { channelTitle } from "#app/_ui/channel-title.ts";
import type { ChannelView } from "#lib/forms/views.ts";
import { EVENT_STATUSES } from "./event-status.tsx";
import classes from "./events.module.css";
import type { LogFilter } from "./use-event-log.client.ts";
import { useEventType } from "./use-event-type.ts";

type EventFiltersProps = {
  channels: readonly ChannelView[];
  filter: LogFilter;
  onChange: (filter: LogFilter) => void;
};

/** The kinds that a person looks for; the address takes every other one too. */
const TYPES = ["message", "message_echo", "postback", "reaction", "read", "delivery", "unparsed"];

export function EventFilters({ channels, filter, onChange }: EventFiltersProps) {
  const t = useTranslations("events.log");
  const events = useTranslations("events");
  const typeOf = useEventType();
  const any = { value: "", label: t("any") };
  const types = TYPES.includes(filter.type) || filter.type === "" ? TYPES : [...TYPES, filter.type];
  return (
    <fieldset className={classes.filters} aria-label={t("filters")}>
      <NativeSelect
        size="sm"
        label={t("status")}
        value={filter.status}
        onChange={({ currentTarget: { value } }) => onChange({ ...filter, status: value })}
        data={[
          any,
          ...EVENT_STATUSES.map((value) => ({ value, label: events(`status.${value}`) })),
        ]}
      />
      <NativeSelect
        size="sm"
        label={t("type")}
        value={filter.type}
        onChange={({ currentTarget: { value } }) => onChange({ ...filter, type: value })}
        data={[any, ...types.map((value) => ({ value, label: typeOf(value) }))]}
      />
      <NativeSelect
        size="sm"
        label={t("channel")}
        value={filter.channel_id}
        onChange={({ currentTarget: { value } }) => onChange({ ...filter, channel_id: value })}
        data={[
          any,
          ...channels.map((channel) => ({ value: channel.id, label: channelTitle(channel) })),
        ]}
      />
      {filter.conversation_id !== "" && (
        <Pill
          withRemoveButton
          size="md"
          onRemove={() => onChange({ ...filter, conversation_id: "" })}
          removeButtonProps={{ "aria-label": t("reset"), "aria-hidden": false, tabIndex: 0 }}
        >
          {t("conversation")}
        </Pill>
      )}
    </fieldset>
  );
}
