import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Waiting } from "./history.ts";
import type { System } from "./system.ts";

const STATEMENT = `select
  (select count(*)::int from webhook_events where status in ('received', 'failed')) as events,
  (select count(*)::int from messages where status in ('queued', 'sending')
    or (status = 'sent' and stored_at_voice_agent_at is null and last_error is null)) as messages,
  (select count(*)::int from conversations where reply_due_for is not null) as replies,
  (select count(*)::int from messages where direction = 'inbound') as inbound`;

const waitingSchema = z.object({
  events: z.number(),
  messages: z.number(),
  replies: z.number(),
  inbound: z.number(),
});

export async function readWaiting({
  database,
}: Pick<System, "database">): Promise<Waiting & { inbound: number }> {
  const { rows } = await database.query(STATEMENT);
  return waitingSchema.parse(rows[0]);
}

const LOOK_MS = 200;

/** Waits until all that was written came in and nothing waits any more; false when it took too long. */
export async function waitUntilDrained(
  system: System,
  { inbound, withinMs }: { inbound: number; withinMs: number },
): Promise<boolean> {
  const giveUpAt = Date.now() + withinMs;
  while (Date.now() < giveUpAt) {
    // In this order: what was delivered last is seen to wait.
    const { pending } = await system.sandbox.readDeliveries();
    const waiting = pending > 0 ? null : await readWaiting(system).catch(() => null);
    if (waiting !== null && waiting.inbound >= inbound && isNothing(waiting)) return true;
    await sleep(LOOK_MS);
  }
  return false;
}

function isNothing({ events, messages, replies }: Waiting): boolean {
  return events + messages + replies === 0;
}
