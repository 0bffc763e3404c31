"use client";

import { Group, Paper, Text, Title } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconPlugConnectedX,
  type TablerIcon,
} from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import type { LoginView } from "#lib/forms/views.ts";
import classes from "./integrations.module.css";
import { LoginFacts } from "./login-facts.client.tsx";
import { type LoginState, loginState } from "./login-state.ts";
import { MissingPermissions } from "./missing-permissions.client.tsx";

/** Every login with its state, what is known of it, and one next step where there is one. */
export function LoginList({ logins }: { logins: LoginView[] }) {
  const t = useTranslations("integrations.logins");
  if (logins.length === 0) return null;
  return (
    <section aria-labelledby="logins">
      <Title order={2} id="logins">
        {t("title")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("lead")}
      </Text>
      <Paper withBorder radius="md">
        <ul className={classes.channels}>
          {logins.map((login) => (
            <LoginRow key={login.id} login={login} />
          ))}
        </ul>
      </Paper>
    </section>
  );
}

const looks: Record<LoginState, { icon: TablerIcon; color: string }> = {
  works: { icon: IconCircleCheck, color: "var(--sb-ok)" },
  ending: { icon: IconClock, color: "var(--sb-warn)" },
  profilesEnding: { icon: IconClock, color: "var(--sb-warn)" },
  part: { icon: IconAlertTriangle, color: "var(--sb-warn)" },
  dead: { icon: IconCircleX, color: "var(--sb-bad)" },
  unused: { icon: IconPlugConnectedX, color: "var(--sb-idle)" },
};

function LoginRow({ login }: { login: LoginView }) {
  const t = useTranslations("integrations");
  const state = loginState(login);
  const { icon: Icon, color } = looks[state];
  return (
    <li className={classes.login}>
      <Group justify="space-between" gap="xs">
        <Text fw={600} size="sm">
          <bdi>{login.name ?? t("account.nameless")}</bdi>
        </Text>
        <Group gap="xs" wrap="nowrap" c={color}>
          <Icon size={16} aria-hidden />
          <Text component="span" size="sm" fw={500}>
            {t(`logins.state.${state}`)}
          </Text>
        </Group>
      </Group>
      <LoginFacts login={login} isRenewed={state !== "ending"} />
      {state === "part" ? (
        <MissingPermissions missing={login.missing_permissions} />
      ) : (
        <NextStep login={login} state={state} />
      )}
    </li>
  );
}

function NextStep({ login, state }: { login: LoginView; state: Exclude<LoginState, "part"> }) {
  const t = useTranslations("integrations.logins.next");
  const errorText = useErrorText();
  switch (state) {
    case "works":
      return null;
    case "dead":
      return <Step words={errorText(login.last_error)} />;
    case "ending":
      return <Step words={t(state, { days: login.works_until?.days ?? 0 })} />;
    case "profilesEnding":
      return <Step words={t(state, { days: login.profiles_until?.days ?? 0 })} />;
    case "unused":
      return <Step words={t(state)} />;
  }
}

function Step({ words }: { words: string }) {
  return <Text size="sm">{words}</Text>;
}
