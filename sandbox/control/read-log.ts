import { z } from "zod";
import type { Call } from "#sandbox/calls/call-log.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { readInput } from "./read-body.ts";

const querySchema = z.object({
  server: z.string().optional(),
  method: z.string().toUpperCase().optional(),
  /** Part of the path. */
  path: z.string().optional(),
  /** Only calls after this seq. */
  since: z.coerce.number().int().default(0),
});

/** The calls that fit, in order of arrival. */
export function readLog(sandbox: Sandbox, query: Record<string, string>): Call[] {
  const { server, method, path, since } = readInput(querySchema, query);
  return sandbox.log.calls.filter(
    (call) =>
      call.seq > since &&
      (server === undefined || call.server === server) &&
      (method === undefined || call.method === method) &&
      (path === undefined || call.path.includes(path)),
  );
}
