import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { viewer } from "#app/_server.ts";
import { PageFrame } from "#app/_ui/page-frame.tsx";
import { listAlerts } from "#lib/alerts/list-alerts.ts";
import { services } from "#lib/services.ts";
import { Alerts } from "./alerts.client.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("alerts"))("title") };
}

export default async function AlertsPage() {
  const who = await viewer("/settings/alerts");
  const t = await getTranslations("alerts");
  const { alerts, next_cursor } = await listAlerts(await services(), who);
  return (
    <PageFrame title={t("title")} lead={t("lead")}>
      <Alerts first={{ items: alerts, nextCursor: next_cursor }} />
    </PageFrame>
  );
}
