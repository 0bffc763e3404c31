"use client";

import { useState } from "react";
import { coalesce } from "#app/_ui/coalesce.ts";
import { getJson } from "#app/_ui/get-json.ts";
import { useLive } from "#app/_ui/live.client.tsx";
import type { ChannelHealthView } from "#lib/forms/channel-health-view.ts";
import type { ChannelView } from "#lib/forms/views.ts";

export type ChannelWithHealth = { channel: ChannelView; health: ChannelHealthView };

/** A busy channel would otherwise be read again with each of its messages. */
const QUIET_MS = 5_000;

/** The channel and how it is doing, read again whenever the stream says that something changed. */
export function useChannel(initial: ChannelWithHealth) {
  const [held, setHeld] = useState(initial);
  const { id } = initial.channel;
  const [read] = useState(() => async () => {
    // A failed read keeps what is shown; the next live update tries again.
    const answer = await getJson<ChannelWithHealth>(`/api/channels/${id}`).catch(() => null);
    if (answer !== null) setHeld(answer);
  });
  const [reread] = useState(() => coalesce(read));
  const [rereadSeldom] = useState(() =>
    coalesce(async () => {
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      await read();
    }),
  );
  useLive((news) => {
    if (news.type === "message") rereadSeldom();
    else if (news.type !== "channel" || news.channel_id === id) reread();
  });
  return {
    ...held,
    show: setHeld,
    showChannel(channel: ChannelView) {
      setHeld((before) => ({ ...before, channel }));
      reread();
    },
  };
}
