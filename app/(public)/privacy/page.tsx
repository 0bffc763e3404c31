import { Anchor } from "@mantine/core";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DocumentPage, type DocumentSection } from "#app/(public)/document.tsx";
import { env } from "#lib/env.ts";
import { RETENTION_DAYS } from "#lib/forms/privacy.ts";

export async function generateMetadata(): Promise<Metadata> {
  return {
    title: (await getTranslations("privacy"))("title"),
    robots: { index: true, follow: true },
  };
}

/** What applies where a company has no privacy policy of its own. */
export default async function PrivacyPage() {
  const t = await getTranslations("privacy");
  const { APP_BASE_URL, PRIVACY_CONTACT } = env();
  const { host } = new URL(APP_BASE_URL);
  const { messages, events, audit } = RETENTION_DAYS;
  const sections: DocumentSection[] = [
    { title: t("who.title"), points: { company: t("who.company"), operator: t("who.operator") } },
    {
      title: t("reads.title"),
      points: {
        login: t("reads.login"),
        pages: t("reads.pages"),
        messages: t("reads.messages"),
        customers: t("reads.customers"),
      },
    },
    {
      title: t("purpose.title"),
      points: {
        inbox: t("purpose.inbox"),
        agent: t("purpose.agent"),
        running: t("purpose.running"),
        never: t("purpose.never"),
      },
    },
    {
      title: t("where.title"),
      points: {
        here: t("where.here"),
        files: t("where.files"),
        agent: t("where.agent"),
        meta: t("where.meta"),
      },
    },
    {
      title: t("howLong.title"),
      points: {
        messages: t("howLong.messages", { days: messages }),
        events: t("howLong.events", { days: events }),
        audit: t("howLong.audit", { days: audit }),
        tokens: t("howLong.tokens"),
        backups: t("howLong.backups"),
      },
    },
    {
      title: t("rights.title"),
      points: {
        customer: t("rights.customer"),
        login: t("rights.login"),
        deletion: t("rights.deletion"),
      },
    },
    {
      title: t("contact.title"),
      points: {
        contact:
          PRIVACY_CONTACT === undefined
            ? t("contact.none", { host })
            : t.rich("contact.given", { contact: () => <Contact at={PRIVACY_CONTACT} /> }),
      },
    },
  ];
  return <DocumentPage title={t("title")} lead={t("lead", { host })} sections={sections} />;
}

function Contact({ at }: { at: string }) {
  return (
    <Anchor href={at.startsWith("https:") ? at : `mailto:${at}`} underline="always">
      {at}
    </Anchor>
  );
}
