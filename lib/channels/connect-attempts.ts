import { createHash } from "node:crypto";
import type { Db } from "#db/client.ts";
import { addState, deleteStatesBefore, takeState } from "#db/queries/oauth-states.ts";
import type { Redis } from "#lib/redis/redis.ts";

type Needs = { db: Db; redis: Redis };
type Attempt = { state: string; userId: string };

const LIFETIME_MS = 10 * 60 * 1_000;
const OPEN = "open";
const SPENT = "spent";

/** Opens an attempt to connect Facebook, good for one use by this user. */
export async function openAttempt(
  { db, redis }: Needs,
  { state, userId, now }: Attempt & { now: Date },
): Promise<void> {
  const stateHash = hashOf(state);
  await deleteStatesBefore(db, now);
  await addState(db, { stateHash, userId, expiresAt: new Date(now.getTime() + LIFETIME_MS) });
  await redis.first(
    (client) => client.set(keyOf(redis, { stateHash, userId }), OPEN, "PX", LIFETIME_MS, "NX"),
    async () => null,
  );
}

/**
 * Spends it: only one caller ever gets it, and only its own user. Null when there is none.
 *
 * Redis knows at once that one is spent. It may forget, and may come back with what was true earlier;
 * so whatever else it says, PostgreSQL's row is what is spent.
 */
export async function takeAttempt(
  { db, redis }: Needs,
  { state, userId }: Attempt,
): Promise<{ expiresAt: Date } | null> {
  const attempt = { stateHash: hashOf(state), userId };
  const before = await redis.first(
    (client) => client.set(keyOf(redis, attempt), SPENT, "KEEPTTL", "XX", "GET"),
    async () => null,
  );
  return before === SPENT ? null : takeState(db, attempt);
}

/** The user is part of it: a stranger finds nothing that he could spend. */
function keyOf({ key }: Redis, { stateHash, userId }: { stateHash: string; userId: string }) {
  return key(`connect:${stateHash}:${userId}`);
}

function hashOf(state: string): string {
  return createHash("sha256").update(state).digest("hex");
}
