import type { ErasureWithUser } from "#db/queries/erasures.ts";
import type { ErasureView } from "#lib/forms/privacy-views.ts";

export function toErasureView(row: ErasureWithUser): ErasureView {
  return {
    id: row.id,
    status: row.status,
    remote: row.remote,
    error: row.lastError,
    messages: row.result.messages ?? 0,
    events: row.result.events ?? 0,
    requested_by: row.userEmail,
    created_at: row.createdAt.toISOString(),
    completed_at: row.completedAt?.toISOString() ?? null,
  };
}
