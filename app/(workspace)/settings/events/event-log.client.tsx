"use client";

import { Button, EmptyState, Paper, Skeleton, Stack, Text } from "@mantine/core";
import { IconListSearch } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { ProblemPanel } from "#app/_ui/problem-panel.client.tsx";
import type { ChannelView } from "#lib/forms/views.ts";
import { EventFilters } from "./event-filters.client.tsx";
import { EventRow } from "./event-row.client.tsx";
import classes from "./events.module.css";
import { type LogFilter, NO_FILTER, useEventLog } from "./use-event-log.client.ts";

type EventLogProps = {
  channels: readonly ChannelView[];
  initial: LogFilter;
  onOpenEvent: (id: string) => void;
};

/** Everything that Meta sent, with filters. */
export function EventLog({ channels, initial, onOpenEvent }: EventLogProps) {
  const [filter, setFilter] = useState(initial);
  return (
    <Stack gap="md">
      <EventFilters channels={channels} filter={filter} onChange={setFilter} />
      <Events
        key={JSON.stringify(filter)}
        filter={filter}
        onReset={() => setFilter(NO_FILTER)}
        onOpenEvent={onOpenEvent}
      />
    </Stack>
  );
}

type EventsProps = { filter: LogFilter; onReset: () => void; onOpenEvent: (id: string) => void };

function Events({ filter, onReset, onOpenEvent }: EventsProps) {
  const t = useTranslations("events.log");
  const log = useEventLog(filter, null);
  const { refresh, events } = log;
  useEffect(() => refresh(), [refresh]);

  if (events === null) {
    return log.hasFailed ? (
      <ProblemPanel title={t("failed")} detail="" retry={refresh} />
    ) : (
      <Skeleton height={240} radius="md" aria-busy />
    );
  }
  const isFiltered = Object.values(filter).some((value) => value !== "");
  return (
    <Paper withBorder radius="md">
      {events.length === 0 ? (
        <EmptyState
          py="xl"
          size="sm"
          icon={<IconListSearch size={28} stroke={1.5} aria-hidden />}
          title={t("none")}
          {...(isFiltered ? { description: t("noneDetail") } : {})}
        >
          {isFiltered && (
            <EmptyState.Actions>
              <Button variant="default" size="xs" onClick={onReset}>
                {t("reset")}
              </Button>
            </EmptyState.Actions>
          )}
        </EmptyState>
      ) : (
        <ul className={classes.list} aria-label={t("list")}>
          {events.map((event) => (
            <EventRow key={event.id} event={event} onOpen={() => onOpenEvent(event.id)} />
          ))}
        </ul>
      )}
      {log.hasOlder && (
        <div className={classes.older}>
          <Button variant="subtle" size="xs" onClick={log.loadOlder} loading={log.isLoading}>
            {t("older")}
          </Button>
          {log.hasFailed && (
            <Text size="xs" c="var(--sb-bad)" role="alert">
              {t("olderFailed")}
            </Text>
          )}
        </div>
      )}
    </Paper>
  );
}
