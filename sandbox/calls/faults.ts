import { randomUUID } from "node:crypto";
import { z } from "zod";

export const faultSchema = z
  .object({
    server: z.enum(["graph", "voice-agent"]),
    method: z.string().toUpperCase().optional(),
    /** Regular expression over the path behind /graph or /voice-agent. */
    path: z.string().refine(isRegExp, "must be a regular expression").optional(),
    /** How many calls it hits; until cleared when left out. */
    count: z.number().int().min(1).optional(),
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
    ]),
    status: z.number().int().min(200).max(599).optional(),
    code: z.number().int().optional(),
    subcode: z.number().int().optional(),
    message: z.string().optional(),
    is_transient: z.boolean().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    /** true: the call takes effect, only its answer is replaced. */
    effect: z.boolean().optional(),
  })
  .strict();

export type FaultSpec = z.infer<typeof faultSchema>;
export type Fault = FaultSpec & { id: string; callsLeft: number };
export type Faults = Fault[];

export function createFaults(): Faults {
  return [];
}

export function addFault(faults: Faults, spec: FaultSpec): Fault {
  const fault = { ...spec, id: randomUUID(), callsLeft: spec.count ?? Number.POSITIVE_INFINITY };
  faults.push(fault);
  return fault;
}

/** The oldest fault that fits this call, counted down; null when none does. */
export function takeFault(
  faults: Faults,
  call: { server: string; method: string; path: string },
): Fault | null {
  const fault = faults.find(
    (candidate) =>
      candidate.server === call.server &&
      (candidate.method === undefined || candidate.method === call.method) &&
      (candidate.path === undefined || new RegExp(candidate.path).test(call.path)),
  );
  if (!fault) return null;
  fault.callsLeft -= 1;
  if (fault.callsLeft <= 0) faults.splice(faults.indexOf(fault), 1);
  return fault;
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
