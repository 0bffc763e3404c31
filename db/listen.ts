import { setTimeout as sleep } from "node:timers/promises";
import { Client, escapeIdentifier } from "pg";
import { connectionTo } from "./client.ts";

type Listener = {
  onNotice(payload: string): void;
  /** From now on nothing is missed; before, anything may have been. Again after every interruption. */
  onReady(): void;
};

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
      listener.onReady();
      await lost;
    } catch {
      // Tried again below, as after a connection that broke later.
    }
    client.end().catch(() => {});
    await sleep(pauseMs * (0.5 + Math.random() / 2), null, { signal }).catch(() => {});
    pauseMs = Math.min(pauseMs * 2, RETRY_MS_MAX);
  }
}

/** Its listeners stay for good: an error that nobody hears would end the process. */
function whenLost(client: Client, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    client.on("error", () => resolve());
    client.on("end", () => resolve());
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
