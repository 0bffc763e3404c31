import type { LiveNews } from "#lib/forms/views.ts";

type Listener = { onNews(news: LiveNews): void; onHealth(isUp: boolean): void };

const reopenMs = 5_000;
/** Over HTTP/1.1 a browser has six connections for all tabs of a site, so a forgotten tab gives its up. */
const hiddenMs = 60_000;

/**
 * Keeps `/api/stream` open while the tab is in use. EventSource reconnects by itself after a dropped
 * connection, but not after an answer other than 200 (a deploy, a lost session) and not until the
 * system notices a dead network, so those cases are reopened here.
 *
 * @returns closes the stream.
 */
export function openLiveStream({ onNews, onHealth }: Listener): () => void {
  let source: EventSource | undefined;
  let reopenTimer: ReturnType<typeof setTimeout> | undefined;
  let hiddenTimer: ReturnType<typeof setTimeout> | undefined;

  const close = () => {
    clearTimeout(reopenTimer);
    source?.close();
    source = undefined;
  };
  const open = () => {
    clearTimeout(reopenTimer);
    source?.close();
    source = new EventSource("/api/stream");
    source.onopen = () => {
      onHealth(true);
      // The first time too: something may have happened since the server drew the page.
      onNews({ type: "resync" });
    };
    source.onmessage = ({ data }) => {
      const news = parseNews(data);
      if (news !== null) onNews(news);
    };
    source.onerror = () => {
      onHealth(false);
      if (source?.readyState === EventSource.CLOSED) reopenTimer = setTimeout(open, reopenMs);
    };
  };

  const events = new AbortController();
  const { signal } = events;
  window.addEventListener("offline", () => onHealth(false), { signal });
  window.addEventListener("online", open, { signal });
  document.addEventListener(
    "visibilitychange",
    () => {
      clearTimeout(hiddenTimer);
      if (document.hidden) hiddenTimer = setTimeout(close, hiddenMs);
      else if (source === undefined) open();
    },
    { signal },
  );
  open();
  return () => {
    events.abort();
    clearTimeout(hiddenTimer);
    close();
  };
}

function parseNews(data: unknown): LiveNews | null {
  try {
    const value: unknown = JSON.parse(String(data));
    return isLiveNews(value) ? value : null;
  } catch {
    return null;
  }
}

function isLiveNews(value: unknown): value is LiveNews {
  if (typeof value !== "object" || value === null || !("type" in value)) return false;
  if (value.type === "message") return "conversation_id" in value;
  if (value.type === "channel") return "channel_id" in value;
  return value.type === "alert" || value.type === "resync";
}
