import type { Db } from "#db/client.ts";
import { findEvent } from "#db/queries/event-log.ts";
import type { EventDetailView } from "#lib/forms/attention-views.ts";
import { placeEvents } from "./event-places.ts";
import { toEventView } from "./to-event-view.ts";

/** One event with what was in it; null when the tenant has no such event. */
export async function getEvent(
  { db }: { db: Db },
  { tenantId }: { tenantId: string },
  id: string,
): Promise<EventDetailView | null> {
  const event = await findEvent(db, { tenantId, id });
  if (event === null) return null;
  const placeOf = await placeEvents(db, { tenantId }, [event]);
  return {
    ...toEventView(event, placeOf(event)),
    delivery_id: event.deliveryId,
    payload: event.payload,
    is_faithful: event.raw === null,
  };
}
