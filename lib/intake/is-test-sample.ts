import { z } from "zod";
import { optionalId } from "#lib/meta/events/parts.ts";

const personSchema = z.looseObject({ id: optionalId }).nullish().catch(null);
const eventSchema = z.looseObject({
  sender: personSchema,
  recipient: personSchema,
  message: z.looseObject({ mid: optionalId }).nullish().catch(null),
});
/** The button sends the same as an entry of `messaging` and as one of `changes`. */
const sampleSchema = eventSchema.extend({ value: eventSchema.nullish().catch(null) });

/**
 * Whether the "Test" button of Meta's dashboard sent it: its samples name people and a message that
 * do not exist.
 */
export function isTestSample({
  payload,
  pageId,
}: {
  payload: unknown;
  pageId: string | null;
}): boolean {
  if (pageId === "0") return true;
  const sample = sampleSchema.safeParse(payload).data;
  const { sender, recipient, message } = sample?.value ?? sample ?? {};
  return (sender?.id === "12334" && recipient?.id === "23245") || message?.mid === "random_mid";
}
