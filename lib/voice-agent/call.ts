import type { Lane } from "#lib/errors.ts";
import { OutboundError, request, retryAfterMs } from "#lib/outbound.ts";
import { CallDroppedError, CallTooLateError } from "#lib/upstream/errors.ts";
import type { Upstream } from "#lib/upstream/upstream.ts";
import { isCertainlyUndone, isSuccess, kindOfStatus, VoiceAgentError } from "./errors.ts";

/** Where dm-voice-agent is. */
export type Platform = {
  url: string;
  timeoutMs: number;
  /** Without one every call goes out, however long the platform has been away. */
  upstream?: Upstream<"voice-agent">;
};

type Call = {
  path: string;
  /** In errors in place of a path that names a person. */
  name?: string;
  /** "rest" when left out. */
  lane?: Lane<"voice-agent">;
  /** POST with `json` and GET without, unless told otherwise. */
  method?: "patch" | "delete";
  bearer: string;
  json?: unknown;
  idempotencyKey?: string;
  timeoutMs?: number;
  signal?: AbortSignal;
  /** The time of `performance.now()` after which the request must not go out any more. */
  startBy?: number;
  /** An answer that is not JSON is a proxy's or a broken line's, and may be better in a moment. */
  needsJson?: boolean;
};

/** @returns The JSON of a 2xx; null for mere words, undefined when it cannot be the platform's. */
export function call(platform: Platform, call: Call): Promise<unknown> {
  const run = () => callOnce(platform, call);
  return platform.upstream?.call(call.lane ?? "rest", run) ?? run();
}

const NO_CONTENT = 204;
const WORDS_MAX = 200;

/** Nothing, or a word like "OK" in place of JSON: no page of HTML, and no JSON that was cut off. */
function isMereWords(text: string): boolean {
  const words = text.trim();
  return words.length <= WORDS_MAX && !/^[[{"]|</.test(words);
}

async function callOnce({ url, timeoutMs }: Platform, call: Call): Promise<unknown> {
  const { lane } = call;
  const name = call.name ?? call.path.split("?")[0] ?? "";
  if (performance.now() > (call.startBy ?? Infinity)) throw new CallTooLateError();
  const answer = await request({
    url: `${url}/${call.path}`,
    method: call.method ?? (call.json === undefined ? "get" : "post"),
    bearer: call.bearer,
    timeoutMs: call.timeoutMs ?? timeoutMs,
    ...(call.json === undefined ? {} : { json: call.json }),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
    ...(call.idempotencyKey === undefined
      ? {}
      : { headers: { "idempotency-key": call.idempotencyKey } }),
  }).catch((error: unknown) => {
    if (!(error instanceof OutboundError)) throw error;
    if (call.signal?.aborted) throw new CallDroppedError();
    throw new VoiceAgentError(name, "unavailable", {
      lane,
      status: error.status,
      mayHaveTakenEffect: error.mayHaveArrived,
    });
  });
  const { status, headers, body, text } = answer;
  if (status === NO_CONTENT) return null;
  if (isSuccess(status) && !(call.needsJson && body === undefined)) {
    return body === undefined && isMereWords(text) ? null : body;
  }
  if (status < 300) throw new VoiceAgentError(name, "unavailable", { lane });
  throw new VoiceAgentError(name, kindOfStatus(status), {
    lane,
    status,
    mayHaveTakenEffect: !isCertainlyUndone(status),
    retryAfterMs: retryAfterMs(headers),
  });
}
