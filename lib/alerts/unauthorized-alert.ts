import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { AppError } from "#lib/errors.ts";
import { raiseAlert } from "./alerts.ts";

/** Tells the operator that a service refuses ours; true when that is what the error says. */
export async function noteUnauthorized(
  error: unknown,
  needs: { tx: Db; boss: PgBoss },
): Promise<boolean> {
  if (!(error instanceof AppError) || error.class !== "unauthorized") return false;
  const subject = error.upstream ?? "voice-agent";
  const problem = { tenantId: null, kind: "upstream.unauthorized", subject } as const;
  await raiseAlert(needs, { ...problem, code: error.code });
  return true;
}
