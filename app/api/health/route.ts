import { json } from "#lib/http/problem.ts";

/** The process is alive. */
export function GET(): Response {
  return json({ status: "ok" });
}
