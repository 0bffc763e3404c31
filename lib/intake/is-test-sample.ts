import { z } from "zod";
import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import { optionalId } from "#lib/meta/events/parts.ts";

const personSchema = z.looseObject({ id: optionalId }).nullish().catch(null);
const sampleSchema = z.looseObject({
  sender: personSchema,
  recipient: personSchema,
  message: z.looseObject({ mid: optionalId }).nullish().catch(null),
});

/**
 * Whether the "Test" button of Meta's dashboard sent it: its samples name people and a message that
 * do not exist.
 */
export function isTestSample({
  payload,
  pageId,
}: Pick<WebhookEvent, "payload" | "pageId">): boolean {
  if (pageId === "0") return true;
  const { sender, recipient, message } = sampleSchema.safeParse(payload).data ?? {};
  return (sender?.id === "12334" && recipient?.id === "23245") || message?.mid === "random_mid";
}
