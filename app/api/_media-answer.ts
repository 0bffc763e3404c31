import { problem } from "#lib/http/problem.ts";
import type { MediaOutcome, MediaRefusal } from "#lib/media/fetch-media.ts";

const REFUSALS: Record<MediaRefusal, [status: number, detail: string]> = {
  "media.bad-range": [416, "The file has no such part."],
  "media.expired": [410, "Meta no longer keeps this file, or its address has expired."],
  "media.not-allowed": [422, "This is not a file that may be shown here."],
  "media.too-large": [413, "The file is larger than 25 MiB."],
  "media.unreachable": [502, "Meta did not give out the file. Try again in a moment."],
};

export function mediaAnswer(outcome: MediaOutcome | null): Response {
  if (outcome === null) return problem(404, "not_found", "There is no such file.");
  if (outcome.status !== "refused") {
    return new Response(outcome.body, { status: outcome.status, headers: outcome.headers });
  }
  const [status, detail] = REFUSALS[outcome.code];
  return problem(status, outcome.code, detail);
}
