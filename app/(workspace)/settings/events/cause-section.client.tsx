"use client";

import { Button, Group, Paper, Text, Title } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTroubleWords } from "#app/_ui/use-trouble-words.ts";
import { AttentionItem } from "./attention-item.client.tsx";
import { CauseKind } from "./cause-kind.tsx";
import { CustomerName } from "./customer-name.client.tsx";
import classes from "./events.module.css";
import type { Cause, Item } from "./group-causes.ts";
import { isRepeatable } from "./is-repeatable.ts";

type CauseSectionProps = {
  cause: Cause;
  chosen: ReadonlySet<string>;
  isRunning: boolean;
  onToggle: (id: string) => void;
  onTryAll: () => void;
  onTryItem: (item: Item) => void;
  onOpenEvent: (id: string) => void;
  onDone: () => void;
};

/** Codes that a new login at Facebook helps against. */
const BY_LOGIN = [
  "meta.token-invalid",
  "meta.permission-missing",
  "crypto.token-unreadable",
  "crypto.key-missing",
  "replies.channel-needs-reconnect",
];

/** One cause: what happened, what to do, and whom it concerns. */
export function CauseSection({ cause, onTryAll, ...rest }: CauseSectionProps) {
  const t = useTranslations("events");
  const { what, next } = useTroubleWords()(cause.code);
  const repeatable = cause.customers.flatMap(({ items }) => items).filter(isRepeatable).length;
  // Of events all can be repeated, also those that are not listed.
  const all = cause.kind === "event" ? cause.count : repeatable;
  return (
    <Paper withBorder radius="md" component="section" aria-labelledby={cause.key}>
      <div className={classes.causeHead}>
        <div className={classes.causeWords}>
          <Group gap="md">
            <CauseKind cause={cause} />
            <Text size="sm" c="dimmed">
              {t("count", { kind: cause.kind, count: cause.count })}
            </Text>
          </Group>
          <Title order={2} id={cause.key} mt="xs">
            {what}
          </Title>
          <Text size="sm" c="dimmed">
            {next}
          </Text>
        </div>
        <Group gap="xs">
          {cause.code !== null && BY_LOGIN.includes(cause.code) && (
            <Button component={Link} href="/settings/integrations" size="xs" variant="default">
              {t("reconnect")}
            </Button>
          )}
          {repeatable > 1 && (
            <Button size="xs" variant="default" disabled={rest.isRunning} onClick={onTryAll}>
              {t("tryAll")} ({all})
            </Button>
          )}
        </Group>
      </div>
      <ul className={classes.list}>
        {cause.customers.map((customer) => (
          <li key={customer.key} className={classes.customer}>
            <CustomerName customer={customer} />
            <ul className={classes.list}>
              {customer.items.map((item) => (
                <AttentionItem key={item.id} item={item} {...rest} />
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {cause.listed < cause.count && (
        <Text size="xs" c="dimmed" className={classes.more}>
          {t("more", { shown: cause.listed, count: cause.count })}
        </Text>
      )}
    </Paper>
  );
}
