import { Anchor } from "@mantine/core";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DocumentPage, type DocumentSection } from "#app/(public)/document.tsx";
import { env } from "#lib/env.ts";

export async function generateMetadata(): Promise<Metadata> {
  return {
    title: (await getTranslations("terms"))("title"),
    robots: { index: true, follow: true },
  };
}

/** What applies where a company has no terms of its own. */
export default async function TermsPage() {
  const t = await getTranslations("terms");
  const { host } = new URL(env().APP_BASE_URL);
  const data = t.rich("end.data", {
    privacy: (words) => (
      <Anchor href="/privacy" underline="always">
        {words}
      </Anchor>
    ),
  });
  const sections: DocumentSection[] = [
    { title: t("service.title"), points: { does: t("service.does"), limits: t("service.limits") } },
    {
      title: t("yours.title"),
      points: {
        pages: t("yours.pages"),
        rules: t("yours.rules"),
        bot: t("yours.bot"),
        login: t("yours.login"),
      },
    },
    { title: t("agent.title"), points: { errors: t("agent.errors"), off: t("agent.off") } },
    { title: t("end.title"), points: { disconnect: t("end.disconnect"), data } },
    { title: t("liability.title"), points: { asIs: t("liability.asIs") } },
  ];
  return <DocumentPage title={t("title")} lead={t("lead", { host })} sections={sections} />;
}
