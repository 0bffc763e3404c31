"use client";

import { useState } from "react";
import { coalesce } from "#app/_ui/coalesce.ts";
import { getJson } from "#app/_ui/get-json.ts";
import { useLive } from "#app/_ui/live.client.tsx";
import type { ChannelView } from "#lib/forms/views.ts";

/** Whether an agent is assigned to the channel and switched on. */
export function useAgentOn(channelId: string, initial: boolean): boolean {
  const [isOn, setIsOn] = useState(initial);
  const [reread] = useState(() =>
    coalesce(async () => {
      const path = `/api/channels/${channelId}`;
      const answer = await getJson<{ channel: ChannelView }>(path).catch(() => null);
      if (answer !== null) setIsOn(answer.channel.agent_id !== null && answer.channel.ai_enabled);
    }),
  );
  useLive((news) => {
    if (news.type === "resync") reread();
    if (news.type === "channel" && news.channel_id === channelId) reread();
  });
  return isOn;
}
