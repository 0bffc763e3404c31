import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { viewer } from "#app/_server.ts";
import { BackLink } from "#app/_ui/back-link.client.tsx";
import { channelTitle } from "#app/_ui/channel-title.ts";
import { PageFrame } from "#app/_ui/page-frame.tsx";
import {
  assignAgent,
  switchAi,
  tryChannelAgain,
} from "#app/(workspace)/settings/integrations/actions.ts";
import { getChannel } from "#lib/channels/get-channel.ts";
import { readHealth } from "#lib/channels/read-health.ts";
import { services } from "#lib/services.ts";
import { ChannelSettings } from "./channel-settings.client.tsx";

type ChannelPageProps = { params: Promise<{ channelId: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("channelPage"))("title") };
}

export default async function ChannelPage({ params }: ChannelPageProps) {
  const { channelId } = await params;
  const who = await viewer(`/settings/integrations/${channelId}`);
  if (!z.uuid().safeParse(channelId).success) notFound();
  const needs = await services();
  const [channel, health] = await Promise.all([
    getChannel(needs, who, channelId),
    readHealth(needs, who, channelId),
  ]);
  if (channel === null || health === null) notFound();

  const t = await getTranslations("channelPage");
  return (
    <PageFrame
      title={<bdi>{channelTitle(channel)}</bdi>}
      lead={<BackLink href="/settings/integrations" label={t("back")} />}
    >
      <ChannelSettings
        held={{ channel, health }}
        assignAgent={assignAgent}
        switchAi={switchAi}
        tryChannelAgain={tryChannelAgain}
      />
    </PageFrame>
  );
}
