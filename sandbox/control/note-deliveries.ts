import { z } from "zod";
import { findPersonAt } from "#sandbox/person-ids.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { addBubble, openThread } from "#sandbox/state/threads.ts";
import { findAccount } from "#sandbox/world.ts";

const messageEventSchema = z.object({
  sender: z.object({ id: z.string() }),
  timestamp: z.number(),
  message: z.object({
    mid: z.string(),
    text: z.string().default(""),
    is_echo: z.literal(false).optional(),
    attachments: z.array(z.unknown()).default([]),
  }),
});

const deliverySchema = z.object({
  entry: z.array(z.object({ id: z.string(), messaging: z.array(z.unknown()).default([]) })),
});

/**
 * Keeps the customers' messages of a posted body in their threads, as if they had been written
 * here, so that answers to them are inside the window. Whatever does not look like one is left out.
 */
export function noteDeliveries(sandbox: Sandbox, body: string): void {
  const delivery = deliverySchema.safeParse(parseOrNull(body));
  if (!delivery.success) return;
  for (const entry of delivery.data.entry) {
    for (const event of entry.messaging) noteEvent(sandbox, entry.id, event);
  }
  sandbox.changes.emit("change");
}

function noteEvent(sandbox: Sandbox, accountId: string, event: unknown): void {
  const parsed = messageEventSchema.safeParse(event);
  const account = findAccount(accountId);
  if (!parsed.success || !account) return;
  const { sender, timestamp, message } = parsed.data;
  const person = findPersonAt(account, sender.id);
  if (!person) return;
  const thread = openThread(sandbox.threads, { account, person, personId: sender.id });
  if (thread.bubbles.some((bubble) => bubble.mid === message.mid)) return;
  addBubble(thread, {
    mid: message.mid,
    from: "customer",
    text: message.text,
    at: timestamp,
    isDelivered: true,
    attachments: message.attachments,
  });
}

export function parseOrNull(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // A test may post what is no JSON at all; then there is nothing to keep.
    return null;
  }
}
