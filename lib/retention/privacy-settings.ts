import type { Db } from "#db/client.ts";
import { insertAuditEntry } from "#db/queries/audit.ts";
import { listErasuresOf } from "#db/queries/erasures.ts";
import { changePrivacy } from "#db/queries/retention.ts";
import { findTenant } from "#db/queries/tenants.ts";
import { toErasureView } from "#lib/contacts/to-erasure-view.ts";
import { RETENTION_DAYS, type RetentionDays } from "#lib/forms/privacy.ts";
import type { PrivacyView, RetentionCounts } from "#lib/forms/privacy-views.ts";
import type { PrivacyChange } from "#lib/forms/retention.ts";
import { countOld } from "./count-old.ts";
import { daysOf } from "./retain.ts";

type Needs = { db: Db; settings: { VOICE_AGENT_ERASE_PATH?: string | undefined } };
type Actor = { tenantId: string; userId: string };

/** The newest ones; older ones are in the database. */
const ERASURES_MAX = 50;

export async function readPrivacy(
  { db, settings }: Needs,
  { tenantId }: Pick<Actor, "tenantId">,
): Promise<PrivacyView> {
  const [tenant, erasures] = await Promise.all([
    findTenant(db, tenantId),
    listErasuresOf(db, tenantId, ERASURES_MAX),
  ]);
  if (tenant === null) throw new Error("A user's company is not there");
  return {
    retention: daysOf({
      events: tenant.retentionEventDays,
      messages: tenant.retentionMessageDays,
      audit: tenant.retentionAuditDays,
    }),
    default_retention: RETENTION_DAYS,
    privacy_url: tenant.privacyUrl,
    terms_url: tenant.termsUrl,
    can_erase_at_voice_agent: settings.VOICE_AGENT_ERASE_PATH !== undefined,
    erasures: erasures.map(toErasureView),
  };
}

/** What is deleted by it goes by night, not at once. */
export async function changePrivacySettings(
  needs: Needs,
  { tenantId, userId }: Actor,
  { retention, privacy_url: privacyUrl, terms_url: termsUrl }: PrivacyChange,
): Promise<PrivacyView> {
  await needs.db.transaction(async (tx) => {
    await changePrivacy(tx, tenantId, { retention, privacyUrl, termsUrl });
    const details = Object.fromEntries(
      Object.entries(retention ?? {}).flatMap(([what, days]) =>
        days === undefined ? [] : [[what, days]],
      ),
    );
    const entry = { tenantId, userId, action: "privacy.changed", target: tenantId, details };
    await insertAuditEntry(tx, entry);
  });
  return readPrivacy(needs, { tenantId });
}

/** What would be deleted in the next night. */
export function previewRetention(
  { db }: Pick<Needs, "db">,
  { tenantId }: Pick<Actor, "tenantId">,
  days: RetentionDays,
): Promise<RetentionCounts> {
  return countOld(db, tenantId, days);
}
