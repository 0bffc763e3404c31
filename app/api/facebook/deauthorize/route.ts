import { answerPersonCallback } from "#app/api/facebook/_person-callback.ts";
import { json } from "#lib/http/problem.ts";

/** Seconds that a serverless host gives it, with the work after the answer. */
export const maxDuration = 60;

/** Meta tells that a person has removed the app. */
export function POST(request: Request): Promise<Response> {
  return answerPersonCallback(request, "deauthorize", () => json({ ok: true }));
}
