"use client";

import { useState } from "react";
import { coalesce } from "#app/_ui/coalesce.ts";
import { getJson } from "#app/_ui/get-json.ts";
import { useLive } from "#app/_ui/live.client.tsx";
import type { ChannelView } from "#lib/forms/views.ts";

/** The conversation's channel, read again when somebody changed it. */
export function useChannelNow(initial: ChannelView): ChannelView {
  const { id } = initial;
  const [channel, setChannel] = useState(initial);
  const [reread] = useState(() =>
    coalesce(async () => {
      const path = `/api/channels/${id}`;
      const answer = await getJson<{ channel: ChannelView }>(path).catch(() => null);
      if (answer !== null) setChannel(answer.channel);
    }),
  );
  useLive((news) => {
    if (news.type === "resync" || news.type === "sending") reread();
    if (news.type === "channel" && news.channel_id === id) reread();
  });
  return channel;
}
