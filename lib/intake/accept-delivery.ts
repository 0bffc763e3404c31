import { createHash } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { failpoint } from "#lib/failpoint.ts";
import { log } from "#lib/log.ts";
import { isSignedByMeta } from "#lib/meta/signature.ts";
import { isHandled } from "./handlers.ts";
import { parseBody } from "./parse-body.ts";
import type { StoreDelivery } from "./store-delivery.ts";
import { type NewEvent, toEvents } from "./to-events.ts";

export type Delivery = {
  body: Uint8Array;
  /** The header `x-hub-signature-256`. */
  signature: string | null;
  receivedAt: Date;
};

type Needs = { appSecrets: readonly string[]; storeDelivery: StoreDelivery };

/**
 * Makes a delivery durable. After a valid signature it is always stored, whatever is in it: Meta
 * would repeat a refused one for hours and then switch the subscription off.
 *
 * @throws when the database does not take it.
 */
export async function acceptDelivery(
  delivery: Delivery,
  { appSecrets, storeDelivery }: Needs,
): Promise<"stored" | "unsigned"> {
  const { body, signature, receivedAt } = delivery;
  if (!isSignedByMeta(body, signature, appSecrets)) return "unsigned";

  const parsed = parseBody(body);
  const found = toEvents(parsed.value, receivedAt) ?? [];
  const events = found.length > 0 ? found : [toUnparsed(delivery, parsed.value)];
  await failpoint("webhook.before-store");
  await storeDelivery({
    deliveryId: uuidv7(),
    events,
    raw: parsed.isFaithful ? null : body,
    isHandled,
  });
  await failpoint("webhook.after-store");
  log.info("delivery stored", { count: events.length, bytes: body.byteLength });
  return "stored";
}

/** The whole body as one event; its bytes are kept where its JSON cannot be. */
function toUnparsed({ body, receivedAt }: Delivery, value: unknown): NewEvent {
  return {
    id: uuidv7(),
    platform: "unknown",
    eventType: "unparsed",
    pageId: null,
    senderId: null,
    payload: value ?? null,
    dedupeKey: `b:${createHash("sha256").update(body).digest("hex")}`,
    conversationKey: null,
    occurredAt: receivedAt,
  };
}
