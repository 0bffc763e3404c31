import { beginCall, noteResponse } from "#sandbox/calls/call-log.ts";
import { maskSecrets } from "#sandbox/calls/mask.ts";
import type { CallbackKind, SentCallback } from "#sandbox/state/callbacks.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { postBytes } from "./post-bytes.ts";

/** The addresses of the app's dashboard. */
const callbackPaths: Record<CallbackKind, string> = {
  deauthorize: "/api/facebook/deauthorize",
  data_deletion: "/api/facebook/data-deletion",
};

const answerWithinMs = 5000;

/** Tells the app about a person; a status of null means no answer. It is never tried again. */
export async function postCallback(sandbox: Sandbox, { kind, body }: SentCallback) {
  const url = new URL(`${sandbox.config.appBaseUrl}${callbackPaths[kind]}`);
  const call = beginCall(sandbox.log, {
    server: "webhook",
    method: "POST",
    path: url.pathname,
    request: { size: body.length, show: () => body },
  });
  const startedAt = performance.now();
  const answer = await postBytes(url, {
    body,
    withinMs: answerWithinMs,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      accept: "*/*",
      "user-agent": "facebookplatform/1.0 (+http://developers.facebook.com)",
    },
  });
  call.ms = Math.round((performance.now() - startedAt) * 10) / 10;
  call.status = answer.status;
  const shown = answer.body.slice(0, 500);
  noteResponse(sandbox.log, call, { size: shown.length, show: () => maskSecrets(shown) });
  return { ...answer, ms: call.ms };
}
