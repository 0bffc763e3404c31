import type { LiveUpdate } from "#lib/forms/views.ts";

export type LiveNews =
  | LiveUpdate
  /** The stream was away: anything may have changed meanwhile. */
  | { type: "resync" };

type Listener = { onNews(news: LiveNews): void; onHealth(isUp: boolean): void };

const reopenMs = 5_000;

/**
 * Keeps `/api/stream` open. EventSource reconnects by itself after a dropped connection, but gives
 * up for good when the answer is not 200 (a deploy, a lost session), so that case is reopened here.
 *
 * @returns closes the stream.
 */
export function openLiveStream({ onNews, onHealth }: Listener): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wasOpen = false;

  const open = () => {
    source = new EventSource("/api/stream");
    source.onopen = () => {
      onHealth(true);
      if (wasOpen) onNews({ type: "resync" });
      wasOpen = true;
    };
    source.onmessage = ({ data }) => {
      const update = parseUpdate(data);
      if (update !== null) onNews(update);
    };
    source.onerror = () => {
      onHealth(false);
      if (source?.readyState !== EventSource.CLOSED) return;
      wasOpen = true;
      timer = setTimeout(open, reopenMs);
    };
  };

  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

function parseUpdate(data: unknown): LiveUpdate | null {
  try {
    const value: unknown = JSON.parse(String(data));
    return isLiveUpdate(value) ? value : null;
  } catch {
    return null;
  }
}

function isLiveUpdate(value: unknown): value is LiveUpdate {
  if (typeof value !== "object" || value === null || !("type" in value)) return false;
  if (value.type === "message") return "conversation_id" in value;
  return value.type === "channel" && "channel_id" in value;
}
