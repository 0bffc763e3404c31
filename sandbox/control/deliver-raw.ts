import { z } from "zod";
import { namesIn } from "#sandbox/meta/delivery/delivery-stats.ts";
import { escapeJsonText } from "#sandbox/meta/delivery/escape-json.ts";
import { type Posted, postDelivery } from "#sandbox/meta/delivery/post-delivery.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { noteDeliveries, parseOrNull } from "./note-deliveries.ts";
import { readBody } from "./read-body.ts";

const deliverSchema = z.strictObject({
  /** An object is written as JSON; a string is sent as it is, or escaped if asked. */
  body: z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]),
  repeat: z.number().int().min(1).max(10_000).default(1),
  concurrency: z.number().int().min(1).max(200).default(1),
  /** By default what is written as JSON here, and no string. A string to be escaped must be compact JSON. */
  escape: z.boolean().optional(),
  /** false: Meta itself knows nothing of the messages, so answers to them are refused. */
  record: z.boolean().default(true),
  /** Replace ours, signatures included. */
  headers: z.record(z.string().toLowerCase(), z.string()).default({}),
});

/** Signs and posts any body, whatever is subscribed; never tries again. */
export async function deliverRaw(sandbox: Sandbox, text: string): Promise<Posted[]> {
  const delivery = readBody(deliverSchema, text);
  const { body, repeat, concurrency, headers } = delivery;
  const isText = typeof body === "string";
  const json = isText ? body : JSON.stringify(body);
  const bytes = (delivery.escape ?? !isText) ? escapeJsonText(json) : json;
  const url = `${sandbox.config.appBaseUrl}/api/webhooks/facebook`;
  if (delivery.record) noteDeliveries(sandbox, bytes);
  const messages = namesIn(parseOrNull(bytes));
  const results: Posted[] = [];
  let left = repeat;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      results.push(await postDelivery(sandbox, { url, body: bytes, messages, headers }));
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, repeat) }, worker));
  return results;
}
