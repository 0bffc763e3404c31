import { sql } from "drizzle-orm";
import type postgres from "postgres";
import { z } from "zod";
import type { Db } from "#db/client.ts";
import type { LiveUpdate } from "#lib/forms/views.ts";

const CHANNEL = "switchboard_live";

const noticeSchema = z.object({
  tenantId: z.string(),
  update: z.discriminatedUnion("type", [
    z.object({ type: z.literal("message"), conversation_id: z.string() }),
    z.object({ type: z.literal("channel"), channel_id: z.string() }),
  ]),
});

/** Tells every process, once the transaction commits, what a tenant's screens should read again. */
export async function announce(tx: Db, tenantId: string, update: LiveUpdate): Promise<void> {
  await tx.execute(sql`select pg_notify(${CHANNEL}, ${JSON.stringify({ tenantId, update })})`);
}

type Listener = (update: LiveUpdate) => void;

/** Passes updates from PostgreSQL to the open streams of this process, over one connection. */
export function createLiveHub(connection: postgres.Sql) {
  const listeners = new Map<string, Set<Listener>>();
  let listening: Promise<unknown> | undefined;

  const pass = (payload: string) => {
    const notice = noticeSchema.safeParse(JSON.parse(payload));
    if (!notice.success) return;
    for (const listener of listeners.get(notice.data.tenantId) ?? []) listener(notice.data.update);
  };

  return {
    /** @returns a function that ends it. */
    async subscribe(tenantId: string, listener: Listener): Promise<() => void> {
      listening ??= connection.listen(CHANNEL, pass).catch((error: unknown) => {
        listening = undefined;
        throw error;
      });
      await listening;
      const mine = listeners.get(tenantId) ?? new Set();
      listeners.set(tenantId, mine.add(listener));
      return () => {
        mine.delete(listener);
        if (mine.size === 0) listeners.delete(tenantId);
      };
    },
  };
}
