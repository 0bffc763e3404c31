import { DrizzleQueryError } from "drizzle-orm";
import { z } from "zod";
import { AppError, BEHAVIOURS, errorCode } from "#lib/errors.ts";
import { backoffMs } from "#lib/queue/backoff.ts";
import type { Upstreams } from "#lib/upstream/upstream.ts";

export type Verdict =
  | {
      again: true;
      delayMs: number;
      attempts: number;
      /** Patience runs; a wait that is no failure ends it, and the next failure begins it anew. */
      isFailing: boolean;
      code: string;
    }
  | { again: false; end: "failed" | "dead"; code: string };

/** What has failed before at the same step: its tries, and for how long patience has run. */
export type Record = { attempts: number; failedForMs: number | null };

/** Longer than any outage that is still worth waiting for. */
const PATIENCE_MS = 24 * 60 * 60 * 1_000;
const NOT_TOLD_MS = 60_000;
/** Who asks for no wait at all is not asked without end. */
const TOLD_MS_MIN = 200;
const RECONNECT_LOOK_MS = 60_000;
const OUTAGE_FIRST_MS = 1_000;
const OUTAGE_LATEST_MS = 10_000;
/** For what failed before some other wait: so long nobody must have had an answer, of any lane. */
const OUTAGE_SINCE_MS = 60_000;
/** For a lane that alone is silent: that may be one bad message without company, too. */
const LANE_OUTAGE_MS = 60 * 60 * 1_000;

/**
 * What to do with work that failed, by the behaviour of the error's class (lib/errors.ts). While the
 * other side answers nobody's call of that lane, a failure is an outage: it uses up no try, and work
 * is back soon after the outage ends.
 *
 * @throws the error itself when the fault is the database's: then nothing can be noted either, and
 *   the job goes back to the queue as it is.
 */
export function judgeFailure(
  error: unknown,
  { attempts, failedForMs }: Record,
  upstreams: Upstreams,
): Verdict {
  const code = errorCode(error);
  if (!(error instanceof AppError)) {
    if (isBug(error)) return { again: false, end: "dead", code };
    throw error;
  }
  const behaviour = BEHAVIOURS[error.class];
  if (behaviour.again === "never") return { again: false, end: "failed", code };
  if (behaviour.again === "after-reconnect") {
    return { again: true, delayMs: RECONNECT_LOOK_MS, attempts, isFailing: false, code };
  }
  if (behaviour.again === "when-told") {
    const delayMs = Math.max(TOLD_MS_MIN, error.retryAfterMs ?? NOT_TOLD_MS);
    const isFailing = !error.endsPatience && failedForMs !== null;
    return { again: true, delayMs, attempts, isFailing, code };
  }
  if ((failedForMs ?? 0) > PATIENCE_MS) return { again: false, end: "dead", code };

  if (isOutage(error, { attempts, failedForMs }, upstreams)) {
    const latestMs = Math.min(OUTAGE_LATEST_MS, OUTAGE_FIRST_MS + (failedForMs ?? 0) / 2);
    const delayMs = Math.max(latestMs * (0.5 + Math.random() / 2), error.retryAfterMs ?? 0);
    return { again: true, delayMs, attempts, isFailing: true, code };
  }
  const failed = attempts + 1;
  if (failed >= behaviour.triesMax) return { again: false, end: "dead", code };
  const delayMs = Math.max(backoffMs(failed), error.retryAfterMs ?? 0);
  return { again: true, delayMs, attempts: failed, isFailing: true, code };
}

function isOutage(error: AppError, { attempts, failedForMs }: Record, upstreams: Upstreams) {
  if (error.class !== "transient" || error.upstream === null) return false;
  const upstream = upstreams[error.upstream];
  if (failedForMs === null) return attempts > 0 && !upstream.hasAnsweredWithin(OUTAGE_SINCE_MS);
  if (upstream.hasAnsweredWithin(failedForMs, error.lane)) return false;
  return failedForMs <= LANE_OUTAGE_MS || !upstream.hasAnsweredWithin(LANE_OUTAGE_MS);
}

/** Classes of PostgreSQL's errors that blame the data: 22 and 23. */
const BAD_DATA = /^2[23]/;

/** Whether doing the same again must fail the same way: a mistake of ours, met by this input. */
function isBug(error: unknown): boolean {
  if (error instanceof z.ZodError) return true;
  if (
    error instanceof TypeError ||
    error instanceof RangeError ||
    error instanceof ReferenceError
  ) {
    return true;
  }
  if (!(error instanceof DrizzleQueryError)) return false;
  const { cause } = error;
  const code = cause !== undefined && "code" in cause ? String(cause.code) : "";
  return BAD_DATA.test(code);
}
