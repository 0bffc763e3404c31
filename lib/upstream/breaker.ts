import { setTimeout as sleep } from "node:timers/promises";
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
} from "cockatiel";
import type { UpstreamName } from "#lib/errors.ts";
import { isStopping } from "#lib/stop.ts";
import { UpstreamAwayError } from "./errors.ts";

/** More than any single thing tries while others of its lane are answered. */
const FAILURES_MAX = 10;
const PROBE_FIRST_MS = 1_000;
const PROBE_LATEST_MS = 8_000;
const LOOK_EVERY_MS = 100;
const LATE_MS = 1_000;

export type Breaker = ReturnType<typeof createBreaker>;

/** What an error tells of the other side. A refusal is an answer; what we ended ourselves tells nothing. */
export type Sign = "away" | "answers" | "nothing";

export type BreakerOptions = {
  name: UpstreamName;
  signOf(error: unknown): Sign;
  /** How long a call waits for the other side to come back before it is handed back. */
  holdMs: number;
  onChange?(isAway: boolean): void;
};

/**
 * Stands between the product and one lane of another side. Once it has failed ten times in a row,
 * one call at a time asks whether it is back; the others wait here for a while, which keeps further
 * work in the queue and in its order.
 */
export function createBreaker({ name, signOf, holdMs, onChange }: BreakerOptions) {
  const makePolicy = (initialState?: unknown) => {
    const counted = handleWhen((error) => !(error instanceof Carrier));
    const made = circuitBreaker(counted, {
      initialState,
      breaker: new ConsecutiveBreaker(FAILURES_MAX),
      halfOpenAfter: new ExponentialBackoff({
        initialDelay: PROBE_FIRST_MS,
        maxDelay: PROBE_LATEST_MS,
      }),
    });
    made.onBreak(() => {
      brokeAt = performance.now();
      tell(true);
    });
    return made;
  };
  let answeredAt = Number.NEGATIVE_INFINITY;
  let isAwayTold: boolean | null = null;
  const tell = (away: boolean) => {
    if (!away && isAwayTold === false) return;
    isAwayTold = away;
    onChange?.(away);
  };
  let brokeAt = Number.NEGATIVE_INFINITY;
  let policy = makePolicy();
  /** cockatiel counts by the clock of the day, which may have been put back. */
  const mendClock = () => {
    const isOverdue = performance.now() - brokeAt > PROBE_LATEST_MS + LATE_MS;
    if (policy.state === CircuitState.Open && isOverdue) policy = makePolicy();
  };

  /** To the circuit an answer is a success, whatever it says. */
  const attempt = <Result>(run: () => Promise<Result>) => {
    const asked = policy;
    return asked.execute(async () => {
      const isProbe = asked.state === CircuitState.HalfOpen;
      try {
        return { result: await run() };
      } catch (error) {
        const sign = signOf(error);
        if (sign === "answers") return { error };
        if (sign === "nothing" && !isProbe) throw new Carrier(error);
        // As it was before the probe, so that the next call is one; who waited for this one asks again.
        if (sign === "nothing") policy = makePolicy(asked.toJSON());
        throw error;
      }
    });
  };

  return {
    /** @throws {UpstreamAwayError} and whatever `run` throws. */
    async call<Result>(run: () => Promise<Result>): Promise<Result> {
      const holdUntil = performance.now() + holdMs;
      for (;;) {
        try {
          const outcome = await attempt(run);
          tell(false);
          answeredAt = performance.now();
          if ("error" in outcome) throw new Carrier(outcome.error);
          return outcome.result;
        } catch (error) {
          if (error instanceof Carrier) throw error.cause;
          if (!(error instanceof BrokenCircuitError)) throw error;
          mendClock();
          if (performance.now() >= holdUntil || isStopping()) {
            throw new UpstreamAwayError(name, PROBE_LATEST_MS * (0.5 + Math.random()));
          }
          await sleep(LOOK_EVERY_MS);
        }
      }
    },

    /** Whether the other side has answered anything in the last `ms`. */
    hasAnsweredWithin: (ms: number) => performance.now() - answeredAt < ms,

    isOpen: () => policy.state !== CircuitState.Closed,
  };
}

/** Carries an error past the circuit. */
class Carrier extends Error {
  override readonly name = "Carrier";

  constructor(cause: unknown) {
    super("carried", { cause });
  }
}
