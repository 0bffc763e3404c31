import { setTimeout as sleep } from "node:timers/promises";
import { Client, escapeIdentifier } from "pg";
import { connectionTo } from "./client.ts";

export type Listener = {
  onNotice(payload: string): void;
  /** From now on nothing is missed; before, anything may have been. Again after every interruption. */
  onReady(claim: Claim): void;
  /** The connection is gone, and with it what was claimed. */
  onLost?(): void;
};

/** Takes a name for as long as this connection lives; false when another connection has it. */
export type Claim = (name: string) => Promise<boolean>;

const CONNECT_MS_MAX = 3_000;
const RETRY_MS_MIN = 200;
const RETRY_MS_MAX = 5_000;

/**
 * Listens on a channel over a connection of its own, which is made anew, for ever, when it breaks.
 *
 * @returns ends it.
 */
export function listen(databaseUrl: string, channel: string, listener: Listener): () => void {
  const end = new AbortController();
  void keepListening(databaseUrl, channel, listener, end.signal);
  return () => end.abort();
}

async function keepListening(
  databaseUrl: string,
  channel: string,
  listener: Listener,
  signal: AbortSignal,
): Promise<void> {
  let pauseMs = RETRY_MS_MIN;
  while (!signal.aborted) {
    const client = new Client({
      ...connectionTo(databaseUrl),
      connectionTimeoutMillis: CONNECT_MS_MAX,
      query_timeout: CONNECT_MS_MAX,
    });
    const lost = whenLost(client, signal);
    client.on("notification", ({ payload = "" }) => listener.onNotice(payload));
    try {
      await client.connect();
      await client.query(`listen ${escapeIdentifier(channel)}`);
      pauseMs = RETRY_MS_MIN;
      listener.onReady(claimOn(client));
      await lost;
    } catch {
      // Tried again below, as after a connection that broke later.
    }
    listener.onLost?.();
    client.end().catch(() => {});
    await sleep(pauseMs * (0.5 + Math.random() / 2), null, { signal }).catch(() => {});
    pauseMs = Math.min(pauseMs * 2, RETRY_MS_MAX);
  }
}

function claimOn(client: Client): Claim {
  return async (name) => {
    const { rows } = await client.query<{ taken: boolean }>(
      "select pg_try_advisory_lock(hashtextextended($1, 0)) as taken",
      [name],
    );
    return rows[0]?.taken === true;
  };
}

/** Its listeners stay for good: an error that nobody hears would end the process. */
function whenLost(client: Client, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    client.on("error", () => resolve());
    client.on("end", () => resolve());
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
