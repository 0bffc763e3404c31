export type CallServer = "graph" | "dialog" | "voice-agent" | "webhook";

export type Call = {
  seq: number;
  /** Epoch ms. */
  at: number;
  server: CallServer;
  method: string;
  /** Without the query. */
  path: string;
  /** null: not answered (yet). */
  status: number | null;
  ms: number | null;
  request: unknown;
  response: unknown;
  /** Deliveries only: 1 is the first try. */
  attempt: number | null;
  note: string | null;
};

export type CallLog = { calls: Call[]; lastSeq: number };

// Enough for every test; a benchmark must not eat the machine's memory.
const callsMax = 20_000;

export function createCallLog(): CallLog {
  return { calls: [], lastSeq: 0 };
}

/** Notes a call the moment it begins, so that the order is the order of arrival. */
export function beginCall(
  log: CallLog,
  call: Pick<Call, "server" | "method" | "path" | "request"> & { attempt?: number },
): Call {
  log.lastSeq += 1;
  const entry: Call = {
    seq: log.lastSeq,
    at: Date.now(),
    status: null,
    ms: null,
    response: null,
    note: null,
    ...call,
    attempt: call.attempt ?? null,
  };
  log.calls.push(entry);
  if (log.calls.length > callsMax) log.calls.splice(0, callsMax / 10);
  return entry;
}
