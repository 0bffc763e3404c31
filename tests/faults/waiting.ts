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

/** An echo, or what a repair fetched, may still come a moment after everything else was done. */
const QUIET_MS = 1_000;

/**
 * Waits until all that was written came in and nothing waits any more, and stays so for a second.
 *
 * @returns when that second began, as `performance.now()` in ms; null when it took too long.
 */
export async function waitUntilDrained(
  system: System,
  { inbound, withinMs }: { inbound: number; withinMs: number },
): Promise<number | null> {
  const giveUpAt = performance.now() + withinMs;
  let quietSince: number | null = null;
  while (performance.now() < giveUpAt) {
    const now = performance.now();
    quietSince = (await isDrained(system, inbound)) ? (quietSince ?? now) : null;
    if (quietSince !== null && now - quietSince >= QUIET_MS) return quietSince;
    await sleep(LOOK_MS);
  }
  return null;
}

async function isDrained(system: System, inbound: number): Promise<boolean> {
  // In this order: what was delivered last is seen to wait.
  const { pending } = await system.sandbox.readDeliveries();
  const waiting = pending > 0 ? null : await readWaiting(system).catch(() => null);
  if (waiting === null || waiting.inbound < inbound) return false;
  return waiting.events + waiting.messages + waiting.replies === 0;
}
