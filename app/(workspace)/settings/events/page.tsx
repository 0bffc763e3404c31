import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { viewer } from "#app/_server.ts";
import { PageFrame } from "#app/_ui/page-frame.tsx";
import { listAttention } from "#lib/attention/list-attention.ts";
import { listChannels } from "#lib/channels/list-channels.ts";
import { eventQuerySchema } from "#lib/forms/attention.ts";
import { services } from "#lib/services.ts";
import { decideMessage, replayDeadEvents, tryAgain } from "./actions.ts";
import { Events } from "./events.client.tsx";

type EventsPageProps = {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("events"))("title") };
}

export default async function EventsPage({ searchParams }: EventsPageProps) {
  const who = await viewer("/settings/events");
  const t = await getTranslations("events");
  const { tab, ...rest } = await searchParams;
  // A link with a filter that is not valid still shows the log.
  const { data: filter = {} } = eventQuerySchema.safeParse(rest);
  const needs = await services();
  const [attention, channels] = await Promise.all([
    listAttention(needs, who),
    listChannels(needs, who),
  ]);
  return (
    <PageFrame title={t("title")} lead={t("lead")}>
      <Events
        attention={attention}
        channels={channels}
        tab={tab === "log" ? "log" : "attention"}
        filter={{
          status: filter.status ?? "",
          type: filter.type ?? "",
          channel_id: filter.channel_id ?? "",
          conversation_id: filter.conversation_id ?? "",
        }}
        tryAgain={tryAgain}
        decideMessage={decideMessage}
        replayDead={replayDeadEvents}
      />
    </PageFrame>
  );
}
