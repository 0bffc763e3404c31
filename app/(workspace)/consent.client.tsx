"use client";

import { createContext, type ReactNode, useContext, useState } from "react";
import { failureCode, postJson } from "#app/_ui/get-json.ts";
import type { ConsentView, LegalLinks, RetentionDays } from "#lib/forms/privacy.ts";

/** What the words of the consent are filled in with. */
export type Legal = { links: LegalLinks; retention: RetentionDays };

type Consenting = {
  /** When this user agreed to the present wording; null when not yet. */
  agreedAt: string | null;
  legal: Legal;
  /** Has the server keep that the user agrees. @returns Null, or the code of what went wrong. */
  agree: () => Promise<string | null>;
};

const ConsentContext = createContext<Consenting | null>(null);

export function ConsentProvider({
  consent,
  legal,
  children,
}: {
  consent: ConsentView;
  legal: Legal;
  children: ReactNode;
}) {
  const [agreedAt, setAgreedAt] = useState(consent.agreed_at);
  const agree = async () => {
    try {
      const { text_version } = consent;
      const given = await postJson<ConsentView>("/api/consents", { text_version });
      setAgreedAt(given.agreed_at);
      return null;
    } catch (error) {
      return failureCode(error);
    }
  };
  return <ConsentContext value={{ agreedAt, legal, agree }}>{children}</ConsentContext>;
}

export function useConsent(): Consenting {
  const consent = useContext(ConsentContext);
  if (consent === null) throw new Error("useConsent belongs under ConsentProvider");
  return consent;
}
