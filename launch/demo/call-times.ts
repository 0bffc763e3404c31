import { z } from "zod";
import type { SandboxCall } from "./sandbox-client.ts";

export type CallTimes = {
  /** mid of a customer's message → when it was first delivered to the webhook, ms since 1970 */
  deliveredAt: Map<string, number>;
  /** mids whose delivery was answered 200 */
  acknowledged: Set<string>;
  /** mid of an answer → when it came to the Send API, ms since 1970 */
  sentAt: Map<string, number>;
};

const deliverySchema = z.object({
  entry: z.array(
    z.object({
      messaging: z.array(
        z.object({
          message: z.object({ mid: z.string(), is_echo: z.boolean().optional() }).optional(),
        }),
      ),
    }),
  ),
});
const sentSchema = z.object({ message_id: z.string() });

/** Reads from the sandbox's log when each message went in and when each answer came out. */
export function readCallTimes(calls: SandboxCall[]): CallTimes {
  const times: CallTimes = { deliveredAt: new Map(), acknowledged: new Set(), sentAt: new Map() };
  for (const call of calls) {
    if (call.method !== "POST") continue;
    if (call.server === "webhook") readDelivery(call, times);
    const sent = sentSchema.safeParse(call.response);
    if (call.server === "graph" && call.path.endsWith("/messages") && sent.success) {
      times.sentAt.set(sent.data.message_id, call.at);
    }
  }
  return times;
}

function readDelivery(call: SandboxCall, times: CallTimes): void {
  const delivery = deliverySchema.safeParse(call.request);
  if (!delivery.success) return;
  for (const { messaging } of delivery.data.entry) {
    for (const { message } of messaging) {
      if (message === undefined || message.is_echo === true) continue;
      if (!times.deliveredAt.has(message.mid)) times.deliveredAt.set(message.mid, call.at);
      if (call.status === 200) times.acknowledged.add(message.mid);
    }
  }
}
