"use client";

import { Text } from "@mantine/core";
import { useFormatter, useTranslations } from "next-intl";
import { Ago } from "#app/_ui/ago.client.tsx";
import type { LoginView } from "#lib/forms/views.ts";
import classes from "./integrations.module.css";

type LoginFactsProps = { login: LoginView; isRenewed: boolean };

/** What a login covers, until when, and since when that is known. */
export function LoginFacts({ login, isRenewed }: LoginFactsProps) {
  const t = useTranslations("integrations.logins.facts");
  const format = useFormatter();
  const day = (at: string) => format.dateTime(new Date(at), { dateStyle: "long" });
  const { status, pages, works_until, profiles_until, checked_at, channels } = login;
  const covered = pages === null ? t("allPages") : t("pages", { count: pages });
  return (
    <>
      <Text size="sm" c="dimmed" className={classes.facts}>
        {status === "active" && checked_at !== null && `${covered} · `}
        {t("channels", { count: channels })}
        {checked_at !== null && (
          <>
            {" · "}
            {t.rich("checked", { ago: () => <Ago at={checked_at} /> })}
          </>
        )}
      </Text>
      {status === "active" && (
        <Text size="sm" c="dimmed">
          {works_until === null
            ? t("worksWithoutEnd")
            : t(isRenewed ? "renewedBefore" : "worksUntil", { date: day(works_until.at) })}
          {profiles_until !== null && ` ${t("profilesUntil", { date: day(profiles_until.at) })}`}
        </Text>
      )}
    </>
  );
}
