"use client";

import { Group, Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { Picture } from "#app/_ui/picture.client.tsx";
import type { PageView } from "#lib/forms/views.ts";
import { ChoiceTick } from "./choice-tick.client.tsx";
import { type Choice, choicesOf } from "./choices.ts";
import classes from "./integrations.module.css";
import type { Progress } from "./use-registration.client.ts";

type PageRowProps = {
  page: PageView;
  troubled: ReadonlySet<string>;
  isTicked: (choice: Choice) => boolean;
  progress: ReadonlyMap<string, Progress>;
  isBusy: boolean;
  onTick: (key: string, isTicked: boolean) => void;
  onRetry: (choice: Choice) => void;
};

export function PageRow(props: PageRowProps) {
  const { page, progress, isBusy, onTick, onRetry } = props;
  const t = useTranslations("picker");
  const handle = page.instagram_account?.username;
  return (
    <li className={classes.page}>
      <Group wrap="nowrap" align="start" gap="sm">
        <Picture name={page.page_name} url={page.picture_url} />
        <Stack gap="xs" flex={1} miw={0}>
          <div>
            <Text fw={600} size="sm">
              <bdi>{page.page_name}</bdi>
            </Text>
            <Text size="xs" c="dimmed">
              {page.category ?? t("noCategory")}
            </Text>
          </div>
          {page.blocked_by !== null && (
            <Text size="xs" c="var(--sb-warn)">
              {t(`blocked.${page.blocked_by}`)}
            </Text>
          )}
          <div className={classes.choices}>
            {choicesOf(page, props.troubled).map((choice) => (
              <ChoiceTick
                key={choice.key}
                choice={choice}
                label={choice.platform === "instagram" ? `@${handle}` : t("messenger")}
                isTicked={props.isTicked(choice)}
                progress={progress.get(choice.key)}
                isBusy={isBusy}
                pageName={page.page_name}
                onTick={(isTicked) => onTick(choice.key, isTicked)}
                onRetry={() => onRetry(choice)}
              />
            ))}
            {handle === undefined && (
              <Text size="xs" c="dimmed" className={classes.choice}>
                {t("noInstagram")}
              </Text>
            )}
          </div>
        </Stack>
      </Group>
    </li>
  );
}
