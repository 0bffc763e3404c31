import type { Env } from "#lib/env.ts";
import { openRedis } from "#lib/redis/redis.ts";
import { codeOf, type Finding, ok, warn } from "./finding.ts";

export async function checkRedis(settings: Env): Promise<Finding> {
  const what = "redis";
  const redis = openRedis(settings);
  if (redis.client === null) return ok(what, "not used (REDIS_URL is not set)");
  try {
    await redis.client.connect();
    await redis.client.ping();
    return ok(what, "answers");
  } catch (error) {
    return warn(
      what,
      `does not answer (${codeOf(error)}); PostgreSQL takes its place`,
      "Check REDIS_URL, or leave it out: nothing is lost without Redis.",
    );
  } finally {
    redis.close();
  }
}
