"use client";

import { useState } from "react";
import { coalesce } from "#app/_ui/coalesce.ts";
import { getJson } from "#app/_ui/get-json.ts";
import { useLive } from "#app/_ui/live.client.tsx";
import type { AlertsPage } from "#lib/forms/views.ts";

/** How many problems need a person now. */
export function useOpenAlerts(initial: number): number {
  const [count, setCount] = useState(initial);
  const [reread] = useState(() =>
    coalesce(async () => {
      // A failed read keeps what is shown; the next live update tries again.
      const page = await getJson<AlertsPage>("/api/alerts?limit=1").catch(() => null);
      if (page !== null) setCount(page.open_count);
    }),
  );
  useLive(({ type }) => {
    if (type === "alert" || type === "resync") reread();
  });
  return count;
}
