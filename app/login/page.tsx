import { Box, Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { chooseLocale } from "#app/_i18n/preferences.ts";
import { viewerOrNull } from "#app/_server.ts";
import { ColorSchemeSwitch } from "#app/_ui/color-scheme-switch.client.tsx";
import { LanguageSwitch } from "#app/_ui/language-switch.client.tsx";
import { LegalNote } from "#app/_ui/legal-note.client.tsx";
import { Logo } from "#app/_ui/logo.tsx";
import classes from "./login.module.css";
import { LoginForm } from "./login-form.client.tsx";
import { safePath } from "./safe-path.ts";

type LoginPageProps = { searchParams: Promise<{ callbackUrl?: string | string[] }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("login"))("title") };
}

export default async function LoginPage({ searchParams }: LoginPageProps) {
  const t = await getTranslations("login");
  const app = await getTranslations("app");
  const target = safePath((await searchParams).callbackUrl);
  if ((await viewerOrNull()) !== null) redirect(target);
  return (
    <Box component="main" className={classes.page}>
      <Stack gap="lg" className={classes.column}>
        <Logo name={app("name")} />
        <Paper withBorder p="lg" radius="md">
          <Stack gap="md">
            <div>
              <Title order={1}>{t("title")}</Title>
              <Text c="dimmed" size="sm" mt="xs">
                {t("lead")}
              </Text>
            </div>
            <LoginForm target={target} />
          </Stack>
        </Paper>
        <Group grow>
          <LanguageSwitch choose={chooseLocale} />
          <ColorSchemeSwitch />
        </Group>
        <LegalNote justify="center" />
      </Stack>
    </Box>
  );
}
