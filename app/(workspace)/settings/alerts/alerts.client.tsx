"use client";

import { Button, EmptyState, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { Paged } from "#app/_ui/paged.ts";
import type { AlertView } from "#lib/forms/views.ts";
import { AlertCard } from "./alert-card.client.tsx";
import classes from "./alerts.module.css";
import { ClosedAlert } from "./closed-alert.client.tsx";
import { useAlerts } from "./use-alerts.client.ts";

/** What is wrong now, and below it what was. */
export function Alerts({ first }: { first: Paged<AlertView> }) {
  const t = useTranslations("alerts");
  const { open, closed, ...older } = useAlerts(first);
  return (
    <Stack gap="xl">
      <section aria-labelledby="open">
        <Title order={2} id="open" mb="sm">
          {t("open")}
        </Title>
        {open.length === 0 ? (
          <Paper withBorder radius="md">
            <EmptyState
              py="xl"
              size="sm"
              icon={<IconCircleCheck size={28} stroke={1.5} color="var(--sb-ok)" aria-hidden />}
              title={t("none.title")}
              description={t("none.detail")}
            />
          </Paper>
        ) : (
          <ul className={classes.cards}>
            {open.map((alert) => (
              <AlertCard key={alert.id} alert={alert} />
            ))}
          </ul>
        )}
      </section>
      {closed.length > 0 && (
        <section aria-labelledby="closed">
          <Title order={2} id="closed" mb="sm">
            {t("closed")}
          </Title>
          <Paper withBorder radius="md">
            <ul className={classes.list}>
              {closed.map((alert) => (
                <ClosedAlert
                  key={alert.id}
                  alert={alert}
                  closedAt={alert.closed_at ?? alert.last_seen_at}
                />
              ))}
            </ul>
          </Paper>
        </section>
      )}
      {older.hasOlder && (
        <Group justify="center">
          <Button
            variant="subtle"
            size="xs"
            onClick={older.loadOlder}
            loading={older.isLoadingOlder}
          >
            {t("older")}
          </Button>
          {older.hasFailed && (
            <Text size="xs" c="var(--sb-bad)" role="alert">
              {t("olderFailed")}
            </Text>
          )}
        </Group>
      )}
    </Stack>
  );
}
