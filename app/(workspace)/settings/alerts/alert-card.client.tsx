"use client";

import { Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Ago } from "#app/_ui/ago.client.tsx";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import { useTroubleWords } from "#app/_ui/use-trouble-words.ts";
import type { AlertView } from "#lib/forms/views.ts";
import { AlertSubject } from "./alert-subject.client.tsx";
import { isGivenUp, type Place, placeOf, reasonOf, valuesOf, wordsOf } from "./alert-words.ts";
import { Severity } from "./severity.tsx";

/** A problem that is there: what it is, since when, what to do, and where. */
export function AlertCard({ alert }: { alert: AlertView }) {
  const t = useTranslations("alerts");
  const errorText = useErrorText();
  const troubleWords = useTroubleWords();
  const words = wordsOf[alert.kind];
  const values = valuesOf(alert);
  const place = placeOf(alert);
  const code = reasonOf(alert);
  const reason = isGivenUp(alert) ? troubleWords(code).what : errorText(code);
  return (
    <Paper component="li" withBorder radius="md" p="md">
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Severity severity={alert.severity} />
          <AlertSubject channel={alert.channel} />
        </Group>
        <Title order={3}>{t(`kinds.${words}.title`, values)}</Title>
        <Text size="sm">
          {t(`kinds.${words}.meaning`, values)}
          {code !== null && ` ${reason}`}
        </Text>
        <Text size="sm" c="dimmed">
          {t(`kinds.${words}.next`, values)}
        </Text>
        <Group justify="space-between" gap="sm" mt="xs">
          <Text size="xs" c="dimmed">
            {t.rich("since", { ago: () => <Ago at={alert.opened_at} /> })}
            {alert.seen > 1 &&
              t.rich("noticed", {
                count: alert.seen,
                ago: () => <Ago at={alert.last_seen_at} />,
              })}
          </Text>
          {place !== null && <PlaceLink place={place} />}
        </Group>
      </Stack>
    </Paper>
  );
}

function PlaceLink({ place: { label, href } }: { place: Place }) {
  const t = useTranslations("alerts.places");
  if (href.startsWith("/")) {
    return (
      <Button component={Link} href={href} size="xs">
        {t(label)}
      </Button>
    );
  }
  return (
    <Button
      component="a"
      href={href}
      target="_blank"
      rel="noreferrer"
      size="xs"
      variant="default"
      rightSection={<IconExternalLink size={14} aria-hidden />}
    >
      {t(label)}
    </Button>
  );
}
