import { Anchor, List, ListItem, Paper, Stack, Text, Title } from "@mantine/core";
import { IconCircleCheck, IconClock } from "@tabler/icons-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getFormatter, getTranslations } from "next-intl/server";
import classes from "#app/(public)/public.module.css";
import type { DeletionView } from "#lib/forms/privacy.ts";
import { findDeletion } from "#lib/privacy/find-deletion.ts";
import { services } from "#lib/services.ts";

type DeletionPageProps = { params: Promise<{ code: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("deletion"))("title") };
}

/** For whoever got the code from Facebook: what became of the request, and nothing about the person. */
export default async function DeletionPage({ params }: DeletionPageProps) {
  const deletion = await findDeletion(await services(), (await params).code);
  if (deletion === null) notFound();

  const t = await getTranslations("deletion");
  const format = await getFormatter();
  const dateOf = (at: string) =>
    format.dateTime(new Date(at), { dateStyle: "long", timeStyle: "short" });
  const isDone = deletion.completed_at !== null;
  const Icon = isDone ? IconCircleCheck : IconClock;
  return (
    <Stack gap="lg">
      <div>
        <Title order={1}>{t("title")}</Title>
        <Text c="dimmed" mt="xs">
          {t("lead")}
        </Text>
      </div>
      <Paper withBorder radius="md" p="lg">
        <Stack gap="sm">
          <div className={`${classes.state} ${isDone ? classes.ok : classes.busy}`}>
            <Icon size={20} aria-hidden />
            <span>{t(isDone ? "done.title" : "received.title")}</span>
          </div>
          <Text size="sm">{t("receivedAt", { date: dateOf(deletion.received_at) })}</Text>
          {deletion.completed_at === null ? (
            <Text size="sm">{t("received.detail")}</Text>
          ) : (
            <Text size="sm">{t("doneAt", { date: dateOf(deletion.completed_at) })}</Text>
          )}
        </Stack>
      </Paper>
      {isDone && <WhatWasDeleted deletion={deletion} />}
      <Text size="sm" c="dimmed">
        {t.rich("notPart", {
          privacy: (words) => (
            <Anchor href="/privacy" underline="always">
              {words}
            </Anchor>
          ),
        })}
      </Text>
    </Stack>
  );
}

async function WhatWasDeleted({ deletion: { accounts, channels } }: { deletion: DeletionView }) {
  const t = await getTranslations("deletion");
  return (
    <section className={classes.section}>
      <Title order={2} mb="xs">
        {t("what")}
      </Title>
      {accounts === 0 ? (
        <Text>{t("nothing")}</Text>
      ) : (
        <List spacing="xs" withPadding>
          <ListItem>{t("accounts", { count: accounts })}</ListItem>
          <ListItem>{t("channels", { count: channels })}</ListItem>
        </List>
      )}
    </section>
  );
}
