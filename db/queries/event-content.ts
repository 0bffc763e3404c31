import { and, eq, gt, inArray, isNotNull, isNull, lte } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { webhookEvents } from "#db/schema/webhook-events.ts";

export function listPayloads(
  db: Db,
  dedupeKeys: string[],
): Promise<{ id: string; payload: unknown }[]> {
  const { id, payload } = webhookEvents;
  return db
    .select({ id, payload })
    .from(webhookEvents)
    .where(inArray(webhookEvents.dedupeKey, dedupeKeys));
}

/** One delivery has no more events than this (lib/intake/to-events.ts), numbered one after another. */
const DELIVERY_EVENTS_MAX = 20_000;

/** Replaces what was in an event, in the bytes of its delivery too. */
export async function replacePayload(db: Db, id: string, payload: unknown): Promise<void> {
  const [event] = await db
    .update(webhookEvents)
    .set({ payload, raw: null })
    .where(eq(webhookEvents.id, id))
    .returning({
      tenantId: webhookEvents.tenantId,
      seq: webhookEvents.seq,
      deliveryId: webhookEvents.deliveryId,
    });
  if (event === undefined) return;
  const { tenantId, seq, deliveryId } = event;
  // The bytes stand on the delivery's first event; the index is by tenant and number.
  await db
    .update(webhookEvents)
    .set({ raw: null })
    .where(
      and(
        tenantId === null ? isNull(webhookEvents.tenantId) : eq(webhookEvents.tenantId, tenantId),
        gt(webhookEvents.seq, seq - DELIVERY_EVENTS_MAX),
        lte(webhookEvents.seq, seq),
        eq(webhookEvents.deliveryId, deliveryId),
        isNotNull(webhookEvents.raw),
      ),
    );
}
