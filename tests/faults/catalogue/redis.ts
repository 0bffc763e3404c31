import { connectFacebook } from "#launch/demo/connect-facebook.ts";
import type { Fault, Injection } from "#tests/faults/fault.ts";
import { hasRedisServer, type RedisServer, startRedisServer } from "#tests/support/redis-server.ts";
import { inTurns } from "./spoil.ts";

const whyNot = async () => (hasRedisServer ? null : "there is no redis-server here");

/** Every process starts anew with a Redis, which is gone when the fault is over. */
async function withRedis(
  { system }: Injection,
  use: (redis: RedisServer) => Promise<void>,
): Promise<void> {
  const redis = await startRedisServer();
  try {
    for (const kind of ["web", "worker"] as const) {
      Object.assign(system.tweaks[kind], { REDIS_URL: redis.url });
      for (const program of system[`${kind}s`]) {
        await program.deploy();
        await program.up();
      }
    }
    await use(redis);
  } finally {
    await redis.close();
  }
}

/** What Redis carries: an admin goes through Facebook's dialog and back, which is counted and spent. */
function connect({ system }: Injection): Promise<unknown> {
  return connectFacebook(system.client);
}

/** Where messages are, Redis decides nothing. */
export const REDIS: Fault[] = [
  {
    name: "F35 redis",
    title:
      "Redis killed and restarted empty, flushed, hanging, full; Facebook connected all the while",
    whyNot,
    inject: (injection) =>
      withRedis(injection, async (redis) => {
        await connect(injection);
        const troubles: [begin: () => unknown, end: () => unknown][] = [
          [redis.kill, redis.start],
          [() => redis.admin.flushall(), () => {}],
          [redis.hang, redis.goOn],
          [redis.fill, redis.empty],
        ];
        for (const [begin, end] of troubles) {
          await inTurns(injection, {
            times: 1,
            ofTurns: troubles.length * 2,
            forMs: 1_000,
            begin: async () => {
              await begin();
              await connect(injection);
            },
            end: async () => {
              await end();
            },
          });
        }
      }),
  },
  {
    name: "F36 old-redis",
    title: "Redis comes back with what was true some time ago",
    whyNot,
    inject: (injection) =>
      withRedis(injection, async (redis) => {
        await connect(injection);
        await redis.keepOld();
        await inTurns(injection, {
          times: 1,
          forMs: 500,
          begin: async () => {
            await connect(injection);
            await redis.kill();
          },
          end: redis.startWithOld,
        });
        await connect(injection);
      }),
  },
];
