"use client";

import { useState } from "react";
import { coalesce } from "#app/_ui/coalesce.ts";
import { getJson } from "#app/_ui/get-json.ts";
import { useLive } from "#app/_ui/live.client.tsx";
import type { LoginView } from "#lib/forms/views.ts";

/** The company's Facebook logins, read again when the stream says that something may concern them. */
export function useLogins(initial: LoginView[]) {
  const [logins, setLogins] = useState(initial);
  const [reread] = useState(() =>
    coalesce(async () => {
      // A failed read keeps what is shown; the next live update tries again.
      const answer = await getJson<{ logins: LoginView[] }>("/api/facebook/logins").catch(
        () => null,
      );
      if (answer !== null) setLogins(answer.logins);
    }),
  );
  useLive(({ type }) => {
    if (type !== "message" && type !== "sending") reread();
  });
  return { logins, reread };
}
