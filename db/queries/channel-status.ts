import { inArray, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type ChannelStatus, crmChannels } from "#db/schema/channels.ts";

type Change = {
  id: string;
  to: ChannelStatus;
  /** The states that it may leave for this one. */
  from: readonly ChannelStatus[];
  reason: string | null;
  /** Ciphertext that the channel must still have; null for any. */
  token: string | null;
  /** What must be its present reason; null for any. */
  reasons: readonly string[] | null;
};

/** The state before; `moved` is false when nothing changes. Null when it may not or must not move. */
export async function moveStatus(
  db: Db,
  { id, to, from, reason, token, reasons }: Change,
): Promise<{ from: ChannelStatus; moved: boolean } | null> {
  const old = sql.raw("old");
  const isThere = sql`${old}.status = ${to} and ${old}.last_error is not distinct from ${reason}`;
  const mayMove = [
    sql`(${isThere} or ${inArray(sql`${old}.status`, [...from])})`,
    token === null ? sql`true` : sql`${old}.page_access_token = ${token}`,
    reasons === null ? sql`true` : inArray(sql`${old}.last_error`, [...reasons]),
  ];
  const { rows } = await db.execute<{ from: ChannelStatus; moved: boolean }>(sql`
    with old as (select * from ${crmChannels} where id = ${id} for update)
    update ${crmChannels} as new set
      status = ${to},
      last_error = ${reason},
      status_changed_at = case when ${old}.status = ${to} then new.status_changed_at else now() end,
      updated_at = now()
    from old
    where new.id = ${old}.id and ${sql.join(mayMove, sql` and `)}
    returning ${old}.status as "from", not (${isThere}) as moved`);
  return rows[0] ?? null;
}
