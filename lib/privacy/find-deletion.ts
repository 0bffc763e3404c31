import type { Db } from "#db/client.ts";
import { findDataDeletion } from "#db/queries/deletion-requests.ts";
import type { DeletionView } from "#lib/forms/privacy.ts";

const CODE = /^[0-9a-f]{32}$/;

/** What became of a data deletion, for whoever knows its code; null for every other code. */
export async function findDeletion({ db }: { db: Db }, code: string): Promise<DeletionView | null> {
  const found = CODE.test(code) ? await findDataDeletion(db, code) : null;
  if (found === null) return null;
  const { status, result, createdAt, completedAt } = found;
  return {
    status,
    received_at: createdAt.toISOString(),
    completed_at: completedAt?.toISOString() ?? null,
    accounts: result.accounts ?? 0,
    channels: result.channels ?? 0,
  };
}
