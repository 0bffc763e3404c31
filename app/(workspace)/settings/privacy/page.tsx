import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { viewer } from "#app/_server.ts";
import { PageFrame } from "#app/_ui/page-frame.tsx";
import { readPrivacy } from "#lib/retention/privacy-settings.ts";
import { services } from "#lib/services.ts";
import { Erasures } from "./erasures.client.tsx";
import { LinksForm } from "./links-form.client.tsx";
import { RetentionForm } from "./retention-form.client.tsx";
import { Section } from "./section.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("privacySettings"))("title") };
}

export default async function PrivacySettingsPage() {
  const who = await viewer("/settings/privacy");
  const t = await getTranslations("privacySettings");
  const privacy = await readPrivacy(await services(), who);
  return (
    <PageFrame title={t("title")} lead={t("lead")}>
      <Section id="retention" title={t("retention.title")} lead={t("retention.lead")}>
        <RetentionForm saved={privacy.retention} defaults={privacy.default_retention} />
      </Section>
      <Section id="links" title={t("links.title")} lead={t("links.lead")}>
        <LinksForm privacyUrl={privacy.privacy_url} termsUrl={privacy.terms_url} />
      </Section>
      <Section id="erasures" title={t("erasures.title")} lead={t("erasures.lead")}>
        <Erasures first={privacy.erasures} />
      </Section>
    </PageFrame>
  );
}
