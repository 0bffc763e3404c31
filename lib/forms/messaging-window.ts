const HOUR_MS = 60 * 60 * 1_000;

/** Meta's standard messaging window after the customer's last message (docs/wire/meta.md#send-api). */
export const WINDOW_MS = 24 * HOUR_MS;
/** How long a person may still answer, with the tag HUMAN_AGENT. */
export const HUMAN_WINDOW_MS = 7 * 24 * HOUR_MS;

/**
 * Who may answer a customer: everybody, a person only, or nobody. `ends_at` is when that changes for
 * the worse; null when it cannot.
 */
export type WindowView = { state: "open" | "human-only" | "closed"; ends_at: string | null };

const CLOSED: WindowView = { state: "closed", ends_at: null };

/** @param windowClosedAt When Meta refused an answer, although by our count it was in time. */
export function windowOf(
  { lastInboundAt, windowClosedAt }: { lastInboundAt: Date | null; windowClosedAt: Date | null },
  now: Date,
): WindowView {
  if (lastInboundAt === null) return CLOSED;
  const window = endingAt(lastInboundAt.getTime(), now.getTime());
  if (window.state !== "open" || windowClosedAt === null) return window;
  return { state: "human-only", ends_at: iso(lastInboundAt.getTime() + HUMAN_WINDOW_MS) };
}

/** What has become of a window that was read a while ago. */
export function windowAt(window: WindowView, now: Date): WindowView {
  if (window.ends_at === null) return window;
  const ends = Date.parse(window.ends_at);
  if (now.getTime() < ends) return window;
  return window.state === "open" ? endingAt(ends - WINDOW_MS, now.getTime()) : CLOSED;
}

function endingAt(wroteAt: number, now: number): WindowView {
  const quietForMs = now - wroteAt;
  if (quietForMs >= HUMAN_WINDOW_MS) return CLOSED;
  if (quietForMs >= WINDOW_MS)
    return { state: "human-only", ends_at: iso(wroteAt + HUMAN_WINDOW_MS) };
  return { state: "open", ends_at: iso(wroteAt + WINDOW_MS) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
