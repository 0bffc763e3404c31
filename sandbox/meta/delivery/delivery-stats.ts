/** How the deliveries went since the reset. */
export type DeliveryStats = {
  /** Bodies that were answered 200. */
  acknowledged: number;
  /** Bodies that are still tried, wait for their turn, or are still to be made (a late echo). */
  pending: number;
  givenUp: number;
  /** Tries by answer; "none" where there was none. */
  statuses: Record<string, number>;
  /** How long the answers took. */
  answersMs: number[];
  /** Message ids in bodies that were answered 200. */
  mids: Set<string>;
  echoMids: Set<string>;
};

export function createDeliveryStats(): DeliveryStats {
  return {
    acknowledged: 0,
    pending: 0,
    givenUp: 0,
    statuses: {},
    answersMs: [],
    mids: new Set(),
    echoMids: new Set(),
  };
}

const answersKept = 500_000;

export function countTry(
  stats: DeliveryStats,
  answer: { status: number | null; ms: number },
  messages: MessageNames,
): void {
  const name = String(answer.status ?? "none");
  stats.statuses[name] = (stats.statuses[name] ?? 0) + 1;
  if (answer.status === null) return;
  stats.answersMs.push(answer.ms);
  if (stats.answersMs.length > answersKept) stats.answersMs.splice(0, answersKept / 2);
  if (answer.status !== 200) return;
  for (const mid of messages.mids) stats.mids.add(mid);
  for (const mid of messages.echoMids) stats.echoMids.add(mid);
}

export function describeStats(stats: DeliveryStats, withMids: boolean) {
  const sorted = stats.answersMs.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.ceil(part * sorted.length) - 1] ?? null;
  return {
    acknowledged: stats.acknowledged,
    pending: stats.pending,
    given_up: stats.givenUp,
    statuses: stats.statuses,
    p50_ms: at(0.5),
    p99_ms: at(0.99),
    slowest_ms: at(1),
    ...(withMids ? { mids: [...stats.mids], echo_mids: [...stats.echoMids] } : {}),
  };
}

export type MessageNames = { mids: string[]; echoMids: string[] };

/** The message ids in a delivery's parsed body; whatever has another shape names none. */
export function namesIn(body: unknown): MessageNames {
  const names: MessageNames = { mids: [], echoMids: [] };
  for (const entry of listIn(body, "entry")) {
    for (const event of listIn(entry, "messaging")) {
      const message = propertyOf(event, "message");
      const mid = propertyOf(message, "mid");
      if (typeof mid !== "string") continue;
      if (propertyOf(message, "is_echo") === true) names.echoMids.push(mid);
      else names.mids.push(mid);
    }
  }
  return names;
}

function listIn(value: unknown, name: string): unknown[] {
  const list = propertyOf(value, name);
  return Array.isArray(list) ? list : [];
}

function propertyOf(value: unknown, name: string): unknown {
  return value !== null && typeof value === "object"
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
