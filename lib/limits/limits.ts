import type { Pool } from "pg";
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
  RateLimiterRes,
} from "rate-limiter-flexible";
import { withDeadline } from "#lib/http/with-deadline.ts";
import type { Redis } from "#lib/redis/redis.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** How often something may be done in how many seconds; deliveries of Meta's are never limited. */
const LIMITS = {
  /** Failed tries to sign in, by account and by address. */
  "login-account": { points: 10, duration: 15 * MINUTE },
  "login-address": { points: 50, duration: 15 * MINUTE },
  "connect-start": { points: 20, duration: HOUR },
  "exchange-code": { points: 20, duration: HOUR },
  /** Verifications of the webhook with a wrong token, by address. */
  "webhook-verification": { points: 60, duration: MINUTE },
  /** Callbacks about people that Meta did not sign, by address; those that it signed are never limited. */
  "person-callback": { points: 60, duration: MINUTE },
  /** Registering, answering and trying again, by user and together. */
  write: { points: 240, duration: MINUTE },
} as const;

export type LimitName = keyof typeof LIMITS;
export type Limits = ReturnType<typeof createLimits>;

const DATABASE_MS_MAX = 1_000;

/**
 * Counts over all processes: in Redis, without it in PostgreSQL, and while neither answers in this
 * process alone. A count does not move along when its place changes: for that window a limit may be
 * reached later than it says.
 */
export function createLimits({ pool, redis }: { pool: Pool; redis: Redis }) {
  const places = new Map<LimitName, Places>();
  const placesOf = (name: LimitName) => {
    const known = places.get(name) ?? openPlaces(name, { pool, redis });
    places.set(name, known);
    return known;
  };
  const change = (
    name: LimitName,
    how: (limiter: RateLimiterAbstract) => Promise<number | null>,
  ) => {
    const { inRedis, inPostgres, inMemory } = placesOf(name);
    const inDatabase = () =>
      withDeadline(how(inPostgres), DATABASE_MS_MAX).catch(() => how(inMemory));
    return inRedis === null ? inDatabase() : redis.first(() => how(inRedis), inDatabase);
  };

  return {
    /**
     * Counts one more for `subject`.
     *
     * @returns Null, or the ms to wait when it is one too many.
     */
    take: (name: LimitName, subject: string): Promise<number | null> =>
      change(name, async (limiter) => {
        try {
          await limiter.consume(subject);
          return null;
        } catch (refusal) {
          if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext;
          throw refusal;
        }
      }),

    /** Makes one that was counted not count. */
    giveBack: async (name: LimitName, subject: string): Promise<void> => {
      await change(name, async (limiter) => {
        await limiter.reward(subject);
        return null;
      });
    },
  };
}

type Places = {
  inRedis: RateLimiterAbstract | null;
  inPostgres: RateLimiterAbstract;
  inMemory: RateLimiterAbstract;
};

function openPlaces(name: LimitName, { pool, redis }: { pool: Pool; redis: Redis }): Places {
  const rule = { ...LIMITS[name], keyPrefix: name };
  return {
    inRedis:
      redis.client === null
        ? null
        : new RateLimiterRedis({
            ...rule,
            keyPrefix: redis.key(`limit:${name}`),
            storeClient: redis.client,
          }),
    inPostgres: new RateLimiterPostgres({
      ...rule,
      storeClient: pool,
      storeType: "pool",
      tableName: "rate_limits",
      tableCreated: true,
    }),
    inMemory: new RateLimiterMemory(rule),
  };
}
