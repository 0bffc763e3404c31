import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { chooseLocale } from "#app/_i18n/preferences.ts";
import { viewerOrNull } from "#app/_server.ts";
import { countOpenAlerts } from "#lib/alerts/list-alerts.ts";
import { getConsent } from "#lib/privacy/consent.ts";
import { getLegal } from "#lib/privacy/get-legal.ts";
import { services } from "#lib/services.ts";
import { Shell } from "./shell.client.tsx";

/** Draws the frame. It is no lock: layouts do not run on every navigation, so each page asks. */
export default async function WorkspaceLayout({ children }: { children: ReactNode }) {
  const who = await viewerOrNull();
  // The page sends the visitor to sign in, and it knows where to come back to.
  if (who === null) return children;
  const t = await getTranslations("app");
  const needs = await services();
  return (
    <Shell
      appName={t("name")}
      email={who.email}
      openAlerts={await countOpenAlerts(needs, who)}
      consent={await getConsent(needs, who)}
      legal={await getLegal(needs, who)}
      chooseLocale={chooseLocale}
    >
      {children}
    </Shell>
  );
}
