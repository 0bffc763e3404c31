import { randomUUID } from "node:crypto";
import { z } from "zod";

const milliseconds = z.number().int().min(0).max(3_600_000);

export const faultSchema = z
  .object({
    server: z.enum(["graph", "voice-agent"]),
    method: z.string().toUpperCase().optional(),
    /** Regular expression over the path behind /graph or /voice-agent. */
    path: z.string().refine(isRegExp, "must be a regular expression").optional(),
    /** How many calls it hits; until cleared when left out. */
    count: z.number().int().min(1).optional(),
    /** Of the calls that fit, the part that is hit. */
    probability: z.number().min(0).max(1).optional(),
    /** Ends by itself. */
    for_ms: milliseconds.optional(),
    /** Lives from the first to the second, counted from now. */
    between_ms: z.tuple([milliseconds, milliseconds]).optional(),
    latency_ms: z.number().int().min(0).max(600_000).optional(),
    kind: z.enum([
      "graph-error",
      "status",
      "html",
      "hang",
      "reset-before",
      "reset-after",
      "invalid-json",
      "empty",
      "latency",
      "truncated",
      "wrong-type",
      "slow-body",
      "huge",
    ]),
    status: z.number().int().min(200).max(599).optional(),
    code: z.number().int().optional(),
    subcode: z.number().int().optional(),
    message: z.string().optional(),
    is_transient: z.boolean().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    /** The header of that name: seconds, or a date. */
    retry_after: z.union([z.number(), z.string()]).transform(String).optional(),
    body: z.string().optional(),
    content_type: z.string().optional(),
    /** How long a huge body is. */
    bytes: z.number().int().min(1).max(200_000_000).optional(),
    /** true: the call takes effect, only its answer is spoilt. */
    effect: z.boolean().optional(),
  })
  .strict();

export type FaultSpec = z.infer<typeof faultSchema>;
export type Fault = FaultSpec & {
  id: string;
  hits: number;
  pattern: RegExp | null;
  /** Epoch ms. */
  startsAt: number;
  endsAt: number;
};
export type Faults = {
  waiting: Fault[];
  /** How often each kind hit since the reset, by "server kind". */
  hits: Record<string, number>;
};

export function createFaults(): Faults {
  return { waiting: [], hits: {} };
}

export function addFault(faults: Faults, spec: FaultSpec): Fault {
  const now = Date.now();
  const [from, until] = spec.between_ms ?? [0, spec.for_ms ?? Number.POSITIVE_INFINITY];
  const fault: Fault = {
    ...spec,
    id: randomUUID(),
    hits: 0,
    pattern: spec.path === undefined ? null : new RegExp(spec.path),
    startsAt: now + from,
    endsAt: now + until,
  };
  faults.waiting.push(fault);
  return fault;
}

/** The faults that may still hit, as they were given. */
export function listFaults(faults: Faults) {
  dropEnded(faults, Date.now());
  return faults.waiting.map(({ pattern: _, startsAt: __, endsAt, ...fault }) => ({
    ...fault,
    ends_at: Number.isFinite(endsAt) ? endsAt : null,
  }));
}

/** The oldest fault that hits this call, counted; null when none does. */
export function takeFault(
  faults: Faults,
  call: { server: string; method: string; path: string },
): Fault | null {
  if (faults.waiting.length === 0) return null;
  const now = Date.now();
  dropEnded(faults, now);
  const fault = faults.waiting.find((candidate) => isHit(candidate, call, now));
  if (!fault) return null;
  fault.hits += 1;
  const name = `${fault.server} ${fault.kind}`;
  faults.hits[name] = (faults.hits[name] ?? 0) + 1;
  if (fault.hits === fault.count) faults.waiting.splice(faults.waiting.indexOf(fault), 1);
  return fault;
}

function isHit(
  fault: Fault,
  call: { server: string; method: string; path: string },
  now: number,
): boolean {
  return (
    fault.server === call.server &&
    (fault.method === undefined || fault.method === call.method) &&
    (fault.pattern === null || fault.pattern.test(call.path)) &&
    fault.startsAt <= now &&
    (fault.probability === undefined || Math.random() < fault.probability)
  );
}

function dropEnded(faults: Faults, now: number): void {
  if (faults.waiting.every((fault) => now < fault.endsAt)) return;
  faults.waiting = faults.waiting.filter((fault) => now < fault.endsAt);
}

function isRegExp(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    // An invalid pattern is the answer here, not an accident.
    return false;
  }
}
