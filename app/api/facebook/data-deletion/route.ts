import { answerPersonCallback } from "#app/api/facebook/_person-callback.ts";
import { json } from "#lib/http/problem.ts";

/** Seconds that a serverless host gives it, with the work after the answer. */
export const maxDuration = 60;

/** Meta tells that a person wants their data deleted; the answer says where they can see its state. */
export function POST(request: Request): Promise<Response> {
  return answerPersonCallback(request, "data_deletion", ({ confirmationCode, appUrl }) =>
    json({
      url: `${appUrl}/privacy/deletion/${confirmationCode}`,
      confirmation_code: confirmationCode,
    }),
  );
}
