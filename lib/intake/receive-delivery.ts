import type { Env } from "#lib/env.ts";
import { errorCode } from "#lib/errors.ts";
import { withDeadline } from "#lib/http/with-deadline.ts";
import { log } from "#lib/log.ts";
import { acceptDelivery } from "./accept-delivery.ts";
import type { StoreDelivery } from "./store-delivery.ts";

/** Above Meta's largest deliveries (facts: a few MB). */
export const DELIVERY_BYTES_MAX = 5 * 1024 * 1024;

/** Meta takes no answer within 5 s for a failure; a late store is a copy that changes nothing. */
const ANSWER_MS_MAX = 4_000;

export type DeliveryAnswer = { status: number; text: string; headers?: Record<string, string> };

/**
 * What Meta is answered to a delivery, whichever server it reached: 200 means stored, 503 asks for
 * another delivery.
 *
 * @param store Opened only for what Meta signed, and not needed to refuse the rest.
 */
export async function receiveDelivery(
  { body, signature }: { body: Uint8Array; signature: string | null },
  settings: Pick<Env, "FACEBOOK_APP_SECRET">,
  store: () => Promise<StoreDelivery>,
): Promise<DeliveryAnswer> {
  const accepting = acceptDelivery(
    { body, signature, receivedAt: new Date() },
    {
      appSecrets: settings.FACEBOOK_APP_SECRET,
      storeDelivery: async (delivery) => (await store())(delivery),
    },
  );
  try {
    const verdict = await withDeadline(accepting, ANSWER_MS_MAX);
    if (verdict === "unsigned") return { status: 401, text: "Invalid signature" };
    return { status: 200, text: "EVENT_RECEIVED" };
  } catch (error) {
    log.error("delivery not stored", { code: errorCode(error) });
    return { status: 503, text: "Not stored", headers: { "retry-after": "5" } };
  }
}
