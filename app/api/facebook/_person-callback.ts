import { workOffSoon } from "#app/_work-off-soon.ts";
import { errorCode } from "#lib/errors.ts";
import { addressOf } from "#lib/http/client-address.ts";
import { problem, tooManyRequests } from "#lib/http/problem.ts";
import { readBody } from "#lib/http/read-body.ts";
import { withDeadline } from "#lib/http/with-deadline.ts";
import { log } from "#lib/log.ts";
import {
  type PersonRequestKind,
  receivePersonRequest,
} from "#lib/privacy/receive-person-request.ts";
import { services } from "#lib/services.ts";

const BODY_BYTES_MAX = 64 * 1024;
/** Meta waits for five seconds. */
const DEADLINE_MS = 4_000;

type Taken = { confirmationCode: string; appUrl: string };

/**
 * A callback of Meta's about a person who logged in. It has no session: the signature is the lock.
 * What Meta signed is never limited; guesses are, by address.
 */
export async function answerPersonCallback(
  request: Request,
  kind: PersonRequestKind,
  answer: (taken: Taken) => Response,
): Promise<Response> {
  const body = await readBody(request, BODY_BYTES_MAX);
  if (body === null) return problem(413, "too_large", "The body is larger than 64 KiB.");
  try {
    const needs = await services();
    const [signedRequest, ...more] = fieldsOf(request, body);
    const taken =
      signedRequest === undefined || more.length > 0
        ? null
        : await withDeadline(
            receivePersonRequest(needs, { kind, signedRequest, now: new Date() }),
            DEADLINE_MS,
          );
    if (taken !== null) {
      workOffSoon();
      return answer({ ...taken, appUrl: needs.settings.APP_BASE_URL });
    }
    const waitMs = await needs.limits.take("person-callback", addressOf(request.headers));
    if (waitMs !== null) return tooManyRequests(waitMs);
    return problem(400, "invalid_signed_request", "The signed_request is missing or not valid.");
  } catch (error) {
    log.error("route failed", { code: errorCode(error) });
    return problem(503, "unavailable", "The request could not be kept. Try again in a moment.");
  }
}

function fieldsOf(request: Request, body: Uint8Array): string[] {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) return [];
  return new URLSearchParams(new TextDecoder().decode(body)).getAll("signed_request");
}
