"use client";

import { AppShell, Burger, Group, Indicator } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LegalNote } from "#app/_ui/legal-note.client.tsx";
import { LiveProvider } from "#app/_ui/live.client.tsx";
import { Logo } from "#app/_ui/logo.tsx";
import type { ConsentView } from "#lib/forms/privacy.ts";
import { ConsentProvider, type Legal } from "./consent.client.tsx";
import { Navigation } from "./navigation.client.tsx";
import classes from "./shell.module.css";
import { useOpenAlerts } from "./use-open-alerts.client.ts";
import { UserMenu } from "./user-menu.client.tsx";

type ShellProps = {
  appName: string;
  email: string;
  openAlerts: number;
  consent: ConsentView;
  legal: Legal;
  chooseLocale: (locale: string) => Promise<void>;
  children: ReactNode;
};

export function Shell(props: ShellProps) {
  return (
    <LiveProvider>
      <ConsentProvider consent={props.consent} legal={props.legal}>
        <Frame {...props} />
      </ConsentProvider>
    </LiveProvider>
  );
}

function Frame({ appName, email, legal, chooseLocale, children, ...initial }: ShellProps) {
  const t = useTranslations("nav");
  const openAlerts = useOpenAlerts(initial.openAlerts);
  const [isOpen, { toggle, close }] = useDisclosure(false);
  return (
    <AppShell
      header={{ height: { base: "3.25rem", sm: 0 } }}
      navbar={{ width: "14rem", breakpoint: "sm", collapsed: { mobile: !isOpen } }}
      transitionDuration={150}
    >
      <a href="#main" className={classes.skip}>
        {t("skip")}
      </a>
      <AppShell.Header hiddenFrom="sm" className={classes.header}>
        <Indicator disabled={openAlerts === 0 || isOpen} color="red.8" offset={4}>
          <Burger opened={isOpen} onClick={toggle} size="sm" aria-label={t("toggle")} />
        </Indicator>
        <Logo name={appName} />
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar} aria-label={t("label")}>
        <Group visibleFrom="sm" px="xs" pb="lg" pt="xs">
          <Link href="/inbox" className={classes.home}>
            <Logo name={appName} />
          </Link>
        </Group>
        <Navigation openAlerts={openAlerts} onNavigate={close} />
        <UserMenu email={email} chooseLocale={chooseLocale} />
        <LegalNote links={legal.links} px="xs" pt="xs" />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
        {children}
      </AppShell.Main>
    </AppShell>
  );
}
