import { once } from "node:events";
import { Redis as Client } from "ioredis";
import type { Env } from "#lib/env.ts";
import { errorCode } from "#lib/errors.ts";
import { withDeadline } from "#lib/http/with-deadline.ts";
import { log } from "#lib/log.ts";

const CONNECT_MS_MAX = 500;
const COMMAND_MS_MAX = 400;
/** Everything that one question to Redis may cost, connecting included. */
const ASK_MS_MAX = 500;
/** How long nobody asks again after a question that failed. */
const AWAY_MS = 3_000;
const RECONNECT_MS_MAX = 2_000;

export type Redis = ReturnType<typeof openRedis>;

/**
 * Redis, or nothing with the same shape. Whoever uses it says what happens without it; a Redis that
 * is dead, hanging, full or starting costs half a second once, and then nothing for three seconds.
 */
export function openRedis({ REDIS_URL, APP_BASE_URL }: Pick<Env, "REDIS_URL" | "APP_BASE_URL">) {
  const client = REDIS_URL === undefined ? null : connect(REDIS_URL);
  let awayUntil = Number.NEGATIVE_INFINITY;
  let isAway = false;

  const noteAway = (error: unknown) => {
    awayUntil = performance.now() + AWAY_MS;
    if (!isAway) log.warn("redis is away, PostgreSQL takes over", { code: replyCode(error) });
    isAway = true;
  };
  const noteAnswer = () => {
    awayUntil = Number.NEGATIVE_INFINITY;
    if (isAway) log.warn("redis is back");
    isAway = false;
  };

  return {
    client,

    /** Several installations may share one Redis. */
    key: (name: string) => `switchboard:${APP_BASE_URL}:${name}`,

    /** What Redis says, or `otherwise`; it never throws for Redis's sake. */
    async first<Result>(
      ask: (client: Client) => Promise<Result>,
      otherwise: () => Promise<Result>,
    ): Promise<Result> {
      if (client === null || performance.now() < awayUntil) return otherwise();
      // One at a time looks whether it is back.
      if (isAway) awayUntil = performance.now() + AWAY_MS;
      let answer: { result: Result };
      try {
        const asking = ready(client).then(() => ask(client));
        answer = { result: await withDeadline(asking, ASK_MS_MAX) };
        noteAnswer();
      } catch (error) {
        noteAway(error);
        return otherwise();
      }
      return answer.result;
    },

    close: () => client?.disconnect(),
  };
}

/** A connection that is made anew for ever; a command that cannot be answered soon fails soon. */
function connect(url: string): Client {
  const client = new Client(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_MS_MAX,
    commandTimeout: COMMAND_MS_MAX,
    retryStrategy: (tries) => Math.min(100 * 2 ** tries, RECONNECT_MS_MAX),
  });
  // Unheard it would be printed with the address; what matters is told by whoever asked.
  client.on("error", () => {});
  return client;
}

/** The first connection is waited for; one that broke is not. */
async function ready(client: Client): Promise<void> {
  if (client.status === "wait") await client.connect();
  else if (client.status === "connecting" || client.status === "connect") {
    await once(client, "ready");
  }
}

/** Redis's own word for a refusal (`OOM`, `LOADING`, `NOAUTH`), never its text. */
function replyCode(error: unknown): string {
  const word = error instanceof Error ? /^([A-Z]{3,12}) /.exec(error.message)?.[1] : undefined;
  return word === undefined ? errorCode(error) : `redis.${word}`;
}
