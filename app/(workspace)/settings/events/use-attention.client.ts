"use client";

import { useState } from "react";
import { coalesce } from "#app/_ui/coalesce.ts";
import { getJson } from "#app/_ui/get-json.ts";
import { useLive } from "#app/_ui/live.client.tsx";
import type { AttentionView } from "#lib/forms/attention-views.ts";

/** What needs a person, read again whenever anything changes. */
export function useAttention(initial: AttentionView) {
  const [attention, setAttention] = useState(initial);
  const [refresh] = useState(() =>
    coalesce(async () => {
      // A failed read keeps what is shown; the next live update tries again.
      const fresh = await getJson<AttentionView>("/api/attention").catch(() => null);
      if (fresh !== null) setAttention(fresh);
    }),
  );
  useLive(() => refresh());
  return { attention, refresh };
}
