import type { ConnectNews } from "#lib/forms/views.ts";

const CONNECT_CHANNEL = "switchboard-facebook-connect";
/** Also the popup's window name. */
export const CONNECT_WINDOW = "facebook-connect";

/** The page that opened the popup answers with this, so that the popup knows it may close. */
export type ConnectReceipt = { type: "FACEBOOK_AUTH_RECEIVED" };

/**
 * Sends the news on every path that may work: Facebook's pages cut `window.opener`, and some
 * browsers lack one of the other two. The receiver takes the first and ignores the rest.
 */
export function announceConnectNews(news: ConnectNews, channel: BroadcastChannel | null): void {
  ownOpener()?.postMessage(news, window.location.origin);
  channel?.postMessage(news);
  try {
    // The stamp makes the value new, because an unchanged one fires no "storage" event.
    localStorage.setItem(CONNECT_CHANNEL, JSON.stringify({ ...news, sentAt: Date.now() }));
    localStorage.removeItem(CONNECT_CHANNEL);
  } catch {
    // Storage may be switched off; the other paths remain.
  }
}

/** The window that opened this one, when it is ours; null when Facebook cut it or it is foreign. */
export function ownOpener(): Window | null {
  try {
    const opener: Window | null = window.opener;
    return opener?.location.origin === window.location.origin ? opener : null;
  } catch {
    return null;
  }
}

export function openConnectChannel(): BroadcastChannel | null {
  return typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(CONNECT_CHANNEL);
}

/** Listens on all three paths. @returns a function that ends it. */
export function listenForConnectNews(onNews: (news: ConnectNews) => void): () => void {
  const channel = openConnectChannel();
  const receive = (value: unknown) => {
    const news = readConnectNews(value);
    if (news === null) return;
    channel?.postMessage({ type: "FACEBOOK_AUTH_RECEIVED" } satisfies ConnectReceipt);
    onNews(news);
  };
  const onMessage = ({ origin, data }: MessageEvent) => {
    if (origin === window.location.origin) receive(data);
  };
  const onStorage = ({ key, newValue }: StorageEvent) => {
    if (key === CONNECT_CHANNEL && newValue !== null) receive(parse(newValue));
  };

  if (channel !== null) channel.onmessage = ({ data }) => receive(data);
  window.addEventListener("message", onMessage);
  window.addEventListener("storage", onStorage);
  return () => {
    channel?.close();
    window.removeEventListener("message", onMessage);
    window.removeEventListener("storage", onStorage);
  };
}

export function isConnectReceipt(value: unknown): value is ConnectReceipt {
  return hasType(value) && value.type === "FACEBOOK_AUTH_RECEIVED";
}

/** Null for anything else: other scripts post messages to the same window. */
export function readConnectNews(value: unknown): ConnectNews | null {
  if (!hasType(value)) return null;
  if (value.type === "FACEBOOK_AUTH_SUCCESS" && "account_id" in value) {
    return { type: value.type, account_id: String(value.account_id) };
  }
  if (value.type === "FACEBOOK_AUTH_ERROR" && "error" in value) {
    return { type: value.type, error: String(value.error) };
  }
  return null;
}

function hasType(value: unknown): value is { type: unknown } {
  return typeof value === "object" && value !== null && "type" in value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
