"use client";

import { useState } from "react";
import { coalesce } from "#app/_ui/coalesce.ts";
import { getJson } from "#app/_ui/get-json.ts";
import { useLive } from "#app/_ui/live.client.tsx";
import type { ChannelView } from "#lib/forms/views.ts";

/** The tenant's channels, read again whenever the stream says that one changed. */
export function useChannels(initial: ChannelView[]) {
  const [channels, setChannels] = useState(initial);
  const [reread] = useState(() =>
    coalesce(async () => {
      // A failed read keeps what is shown; the next live update tries again.
      const answer = await getJson<{ channels: ChannelView[] }>("/api/channels").catch(() => null);
      if (answer !== null) setChannels(answer.channels);
    }),
  );
  useLive(({ type }) => {
    if (type !== "message") reread();
  });

  return {
    channels,
    reread,
    replace(channel: ChannelView) {
      setChannels((held) => held.map((row) => (row.id === channel.id ? channel : row)));
    },
  };
}
