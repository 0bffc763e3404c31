import type { Db } from "#db/client.ts";
import { findConsent, insertConsent } from "#db/queries/consents.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import { CONSENT_TEXT_VERSION, type ConsentView } from "#lib/forms/privacy.ts";

type Needs = { db: Db };

/** Whether the user has agreed to the present wording of what is read from Facebook. */
export async function getConsent(
  { db }: Needs,
  { tenantId, userId }: Pick<Viewer, "tenantId" | "userId">,
): Promise<ConsentView> {
  const textVersion = CONSENT_TEXT_VERSION;
  const found = await findConsent(db, { tenantId, userId, textVersion });
  return { text_version: textVersion, agreed_at: found?.createdAt.toISOString() ?? null };
}

/**
 * Keeps that the user agreed, once per wording.
 *
 * @param textVersion The wording that the user has seen; `outdated` when it is not the present one.
 */
export async function giveConsent(
  { db }: Needs,
  { tenantId, userId }: Pick<Viewer, "tenantId" | "userId">,
  { textVersion, locale }: { textVersion: string; locale: string },
): Promise<{ outcome: "given" | "known"; consent: ConsentView } | { outcome: "outdated" }> {
  if (textVersion !== CONSENT_TEXT_VERSION) return { outcome: "outdated" };
  const known = await getConsent({ db }, { tenantId, userId });
  if (known.agreed_at !== null) return { outcome: "known", consent: known };
  const at = await insertConsent(db, { tenantId, userId, textVersion, locale });
  return {
    outcome: "given",
    consent: { text_version: textVersion, agreed_at: at.toISOString() },
  };
}
