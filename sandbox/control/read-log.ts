import { z } from "zod";
import { type Call, findCalls } from "#sandbox/calls/call-log.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { readInput } from "./read-body.ts";

const querySchema = z.object({
  server: z.string().optional(),
  method: z.string().toUpperCase().optional(),
  /** Part of the path. */
  path: z.string().optional(),
  /** Only calls after this seq. */
  since: z.coerce.number().int().default(0),
  /** 0: without request and response. */
  bodies: z.enum(["0", "1"]).default("1"),
});

/** The calls that fit, in order of arrival, as a stream of one JSON array. */
export function streamLog(sandbox: Sandbox, query: Record<string, string>): Response {
  const { bodies, ...wanted } = readInput(querySchema, query);
  const pieces = writeCalls(findCalls(sandbox.log, wanted), bodies === "1");
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const { value, done } = pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
  return new Response(stream, { headers: { "content-type": "application/json" } });
}

/** How many calls fit, in all and by status. */
export function countCalls(sandbox: Sandbox, query: Record<string, string>) {
  const statuses: Record<string, number> = {};
  let count = 0;
  for (const call of findCalls(sandbox.log, readInput(querySchema, query))) {
    const name = String(call.status ?? "none");
    statuses[name] = (statuses[name] ?? 0) + 1;
    count += 1;
  }
  return { count, statuses };
}

const callsPerPiece = 500;

function* writeCalls(calls: Iterable<Call>, withBodies: boolean): Generator<string> {
  let lines: string[] = [];
  let before = "[";
  for (const call of calls) {
    lines.push(JSON.stringify(showCall(call, withBodies)));
    if (lines.length < callsPerPiece) continue;
    yield before + lines.join(",");
    before = ",";
    lines = [];
  }
  yield lines.length > 0 ? `${before}${lines.join(",")}]` : before === "[" ? "[]" : "]";
}

function showCall({ request, response, ...call }: Call, withBodies: boolean) {
  if (!withBodies) return call;
  return { ...call, request: request?.show() ?? null, response: response?.show() ?? null };
}
