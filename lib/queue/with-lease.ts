import { randomUUID } from "node:crypto";
import type { Db } from "#db/client.ts";
import { claimLease, releaseLease, renewLease } from "#db/queries/system-state.ts";
import { errorCode } from "#lib/errors.ts";
import { log } from "#lib/log.ts";

/** A holder that died is forgotten after this. */
const LEASE_SECONDS = 30;
const RENEW_MS = 10_000;

/**
 * Runs something that at most one process does at a time.
 *
 * @returns "busy" when another one is at it; then nothing was run.
 */
export async function withLease(
  db: Db,
  name: string,
  run: () => Promise<unknown>,
): Promise<"done" | "busy"> {
  const lease = { key: `lease:${name}`, owner: randomUUID() };
  if (!(await claimLease(db, { ...lease, seconds: LEASE_SECONDS }))) return "busy";
  const renewing = setInterval(() => {
    renewLease(db, lease).catch((error: unknown) => {
      log.warn("lease not renewed", { code: errorCode(error) });
    });
  }, RENEW_MS);
  try {
    await run();
    return "done";
  } finally {
    clearInterval(renewing);
    await releaseLease(db, lease);
  }
}
