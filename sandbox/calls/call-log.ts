export type CallServer = "graph" | "dialog" | "voice-agent" | "webhook";

/** What went over the wire; made readable and masked only when somebody looks. */
export type Logged = { size: number; show: () => unknown };

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
  request: Logged | null;
  response: Logged | null;
  /** Deliveries only: 1 is the first try. */
  attempt: number | null;
  note: string | null;
};

export type CallLog = { calls: Call[]; lastSeq: number; size: number };

// More calls than a long run makes; a longer one must not eat the machine's memory.
const callsKept = 300_000;
const sizeKept = 250_000_000;

export function createCallLog(): CallLog {
  return { calls: [], lastSeq: 0, size: 0 };
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
    server: call.server,
    method: call.method,
    path: call.path,
    status: null,
    ms: null,
    request: call.request,
    response: null,
    attempt: call.attempt ?? null,
    note: null,
  };
  log.calls.push(entry);
  grow(log, call.request);
  if (log.calls.length > callsKept * 1.1) dropOldest(log, log.calls.length - callsKept);
  return entry;
}

export function noteResponse(log: CallLog, call: Call, response: Logged | null): void {
  call.response = response;
  grow(log, response);
}

/** The calls after a seq that fit, in order of arrival. */
export function* findCalls(
  log: CallLog,
  wanted: {
    since: number;
    server?: string | undefined;
    method?: string | undefined;
    /** Part of the path. */
    path?: string | undefined;
  },
): Generator<Call> {
  const { server, method, path } = wanted;
  for (let seq = Math.max(wanted.since + 1, log.calls[0]?.seq ?? 1); seq <= log.lastSeq; seq += 1) {
    // Seqs have no gaps, so a call's place follows from the first one's; that one may have gone since.
    const call = log.calls[seq - (log.calls[0]?.seq ?? 0)];
    if (call === undefined) continue;
    if (server !== undefined && call.server !== server) continue;
    if (method !== undefined && call.method !== method) continue;
    if (path !== undefined && !call.path.includes(path)) continue;
    yield call;
  }
}

function grow(log: CallLog, logged: Logged | null): void {
  log.size += logged?.size ?? 0;
  if (log.size <= sizeKept) return;
  for (const call of log.calls) {
    forgetBodies(log, call);
    if (log.size <= sizeKept * 0.8) return;
  }
}

function dropOldest(log: CallLog, count: number): void {
  for (const call of log.calls.splice(0, count)) forgetBodies(log, call);
}

function forgetBodies(log: CallLog, call: Call): void {
  log.size -= (call.request?.size ?? 0) + (call.response?.size ?? 0);
  call.request = null;
  call.response = null;
}
