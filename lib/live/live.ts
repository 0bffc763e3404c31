import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "#db/client.ts";
import { listen } from "#db/listen.ts";
import type { LiveNews, LiveUpdate } from "#lib/forms/views.ts";

const CHANNEL = "switchboard_live";

const noticeSchema = z.object({
  tenantId: z.string(),
  update: z.discriminatedUnion("type", [
    z.object({ type: z.literal("message"), conversation_id: z.string() }),
    z.object({ type: z.literal("channel"), channel_id: z.string() }),
    z.object({ type: z.literal("alert") }),
    z.object({ type: z.literal("sending") }),
  ]),
});

/** Tells every process, once the transaction commits, what a tenant's screens should read again. */
export async function announce(tx: Db, tenantId: string, update: LiveUpdate): Promise<void> {
  await tx.execute(sql`select pg_notify(${CHANNEL}, ${JSON.stringify({ tenantId, update })})`);
}

/** The same for a message, as an expression for a statement that knows the conversation. */
export function messageAnnouncement(tenantId: string): (conversationId: SQL) => SQL {
  return (conversationId) => sql`pg_notify(${CHANNEL}, json_build_object(
    'tenantId', ${tenantId}::text,
    'update', json_build_object('type', 'message', 'conversation_id', ${conversationId}))::text)`;
}

type Listener = (news: LiveNews) => void;

/**
 * Passes updates from PostgreSQL to the open streams of this process, over one connection. Whoever
 * was subscribed while that connection was away is told to read everything again.
 */
export function createLiveHub(databaseUrl: string) {
  const listeners = new Map<string, Set<Listener>>();
  let stop: (() => void) | undefined;

  const start = () =>
    listen(databaseUrl, CHANNEL, {
      onNotice(payload) {
        const notice = readNotice(payload);
        if (notice === null) return;
        for (const listener of listeners.get(notice.tenantId) ?? []) listener(notice.update);
      },
      onReady() {
        for (const listener of [...listeners.values()].flatMap((some) => [...some])) {
          listener({ type: "resync" });
        }
      },
    });

  return {
    /** @returns a function that ends it. */
    subscribe(tenantId: string, listener: Listener): () => void {
      stop ??= start();
      const mine = listeners.get(tenantId) ?? new Set();
      listeners.set(tenantId, mine.add(listener));
      return () => {
        mine.delete(listener);
        if (mine.size === 0 && listeners.get(tenantId) === mine) listeners.delete(tenantId);
      };
    },

    close: () => stop?.(),
  };
}

function readNotice(payload: string): z.infer<typeof noticeSchema> | null {
  try {
    return noticeSchema.parse(JSON.parse(payload));
  } catch {
    return null;
  }
}
