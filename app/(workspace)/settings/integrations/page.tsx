import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { viewer } from "#app/_server.ts";
import { PageFrame } from "#app/_ui/page-frame.tsx";
import { listLogins } from "#lib/accounts/list-logins.ts";
import { listChannels } from "#lib/channels/list-channels.ts";
import { listPages } from "#lib/channels/list-pages.ts";
import { sendingOf } from "#lib/channels/pause-channel.ts";
import { errorCode } from "#lib/errors.ts";
import { services } from "#lib/services.ts";
import { connectPage, switchAi } from "./actions.ts";
import { readArrival } from "./arrival.ts";
import { Integrations } from "./integrations.client.tsx";
import type { PagesResult } from "./pages-result.ts";

type IntegrationsPageProps = {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("integrations"))("title") };
}

export default async function IntegrationsPage({ searchParams }: IntegrationsPageProps) {
  const who = await viewer("/settings/integrations");
  const needs = await services();
  const t = await getTranslations("integrations");

  // Asks Meta, which may take seconds: started here, awaited by the browser's Suspense.
  const pages: Promise<PagesResult> = listPages(needs, who).then(
    (view) => ({ ok: true, view }),
    (error: unknown) => ({ ok: false, code: errorCode(error) }),
  );
  return (
    <PageFrame title={t("title")} lead={t("lead")}>
      <Integrations
        channels={await listChannels(needs, who)}
        logins={await listLogins(needs, who)}
        pages={pages}
        sending={await sendingOf(needs.db, who)}
        arrival={readArrival(await searchParams)}
        connectPage={connectPage}
        switchAi={switchAi}
      />
    </PageFrame>
  );
}
