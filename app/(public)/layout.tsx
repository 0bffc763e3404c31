import { Container, Group } from "@mantine/core";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { chooseLocale } from "#app/_i18n/preferences.ts";
import { ColorSchemeSwitch } from "#app/_ui/color-scheme-switch.client.tsx";
import { LanguageSwitch } from "#app/_ui/language-switch.client.tsx";
import { LegalNote } from "#app/_ui/legal-note.client.tsx";
import { Logo } from "#app/_ui/logo.tsx";
import classes from "./public.module.css";

/** Pages for anybody: nothing on them needs a session. */
export default async function PublicLayout({ children }: { children: ReactNode }) {
  const app = await getTranslations("app");
  return (
    <Container size="sm" className={classes.page}>
      <header className={classes.header}>
        <Logo name={app("name")} />
      </header>
      <main>{children}</main>
      <footer className={classes.footer}>
        <LegalNote />
        <Group gap="sm" grow className={classes.switches}>
          <LanguageSwitch choose={chooseLocale} />
          <ColorSchemeSwitch />
        </Group>
      </footer>
    </Container>
  );
}
