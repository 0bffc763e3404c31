import type { Db } from "#db/client.ts";
import { findLegalSettings } from "#db/queries/tenants.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import { type LegalLinks, RETENTION_DAYS, type RetentionDays } from "#lib/forms/privacy.ts";

/** Where the company's privacy policy and terms stand, and how long it keeps what. */
export async function getLegal(
  { db }: { db: Db },
  { tenantId }: Pick<Viewer, "tenantId">,
): Promise<{ links: LegalLinks; retention: RetentionDays }> {
  const own = await findLegalSettings(db, tenantId);
  return {
    links: {
      privacy: webAddress(own?.privacyUrl) ?? "/privacy",
      terms: webAddress(own?.termsUrl) ?? "/terms",
    },
    retention: {
      events: own?.events ?? RETENTION_DAYS.events,
      messages: own?.messages ?? RETENTION_DAYS.messages,
      audit: own?.audit ?? RETENTION_DAYS.audit,
    },
  };
}

/** Null for what a link must not lead to, whoever has put it there. */
function webAddress(value: string | null | undefined): string | null {
  if (value == null || !URL.canParse(value)) return null;
  return new URL(value).protocol === "https:" ? value : null;
}
