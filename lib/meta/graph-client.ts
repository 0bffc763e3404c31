import { createHmac } from "node:crypto";
import { z } from "zod";
import type { Lane } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { type OutboundAnswer, OutboundError, request, retryAfterMs } from "#lib/outbound.ts";
import { CallDroppedError, CallTooLateError } from "#lib/upstream/errors.ts";
import type { Scope } from "#lib/upstream/scope.ts";
import type { Upstream } from "#lib/upstream/upstream.ts";
import { kindOf, MetaError } from "./errors.ts";
import { readAppUsage, readPageUsage } from "./usage.ts";

export type GraphOptions = {
  graphUrl: string;
  version: string;
  appId: string;
  appSecret: string;
  timeoutMs: number;
  /** Without one every call goes out, however long Meta has been away. */
  upstream?: Upstream<"graph">;
  /** Hears how much of a budget is used, when Meta says so. */
  noteUsage?(scope: Scope, percent: number): void;
};

export type GraphCall<Answer extends z.ZodType> = {
  method: "get" | "post" | "delete";
  /** Below the version, without a leading slash; segments already encoded. */
  path: string;
  answer: Answer;
  /** "rest" when left out. */
  lane?: Lane<"graph">;
  /** Absent for the calls that authenticate with the app secret in their parameters. */
  token?: string;
  query?: Record<string, string>;
  json?: Record<string, unknown>;
  /** Instead of `json`, for a call that carries a file. */
  form?: FormData;
  /** Instead of the client's own limit. */
  timeoutMs?: number;
  /** The Facebook Page whose budget the call uses. */
  pageId?: string;
  /**
   * The time of `performance.now()` after which the request must not go out any more. Checked in the
   * last moment, so that it holds for a process that was stopped in between, too.
   */
  startBy?: number;
  /** Ends it when it is no longer wanted, with a `CallDroppedError`. */
  signal?: AbortSignal;
};

const errorSchema = z.looseObject({
  error: z.looseObject({
    code: z.coerce.number().catch(0),
    message: z.string().catch(""),
    error_subcode: z.coerce.number().optional().catch(undefined),
    fbtrace_id: z.string().optional().catch(undefined),
  }),
});

type GraphFailure = z.infer<typeof errorSchema>["error"];

export type GraphClient = ReturnType<typeof createGraphClient>;

/** Calls the Graph API. Tokens travel in the Authorization header, each with its appsecret_proof. */
export function createGraphClient(options: GraphOptions) {
  return {
    options,

    /** @throws {MetaError}, or {UpstreamAwayError} while Meta does not answer. */
    call<Answer extends z.ZodType>(call: GraphCall<Answer>): Promise<z.infer<Answer>> {
      const run = () => callOnce(call, options);
      return options.upstream?.call(call.lane ?? "rest", run) ?? run();
    },
  };
}

async function callOnce<Answer extends z.ZodType>(
  call: GraphCall<Answer>,
  options: GraphOptions,
): Promise<z.infer<Answer>> {
  const name = `${call.method} ${call.path.replaceAll(/\d{5,}/g, "{id}")}`;
  const answer = await send(call, options).catch((error: unknown) => {
    if (!(error instanceof OutboundError)) throw error;
    if (call.signal?.aborted) throw new CallDroppedError();
    throw new MetaError(name, "transient", {
      lane: call.lane,
      mayHaveTakenEffect: call.method !== "get" && error.mayHaveArrived,
    });
  });
  noteUsage(call, answer, options);

  const failure = errorSchema.safeParse(answer.body);
  if (failure.success) throw toMetaError(name, call, answer, failure.data.error);

  const parsed = call.answer.safeParse(answer.body);
  if (answer.status < 300 && parsed.success) return parsed.data;
  const isLimited = answer.status === TOO_MANY_REQUESTS;
  throw new MetaError(name, isLimited ? "rate-limited" : "transient", {
    lane: call.lane,
    mayHaveTakenEffect: call.method !== "get" && !isLimited,
    retryAfterMs: retryAfterMs(answer.headers),
    ...(answer.status < 300 && answer.body === undefined ? {} : { status: answer.status }),
  });
}

const TOO_MANY_REQUESTS = 429;

function noteUsage(call: GraphCall<z.ZodType>, { headers }: OutboundAnswer, options: GraphOptions) {
  const app = readAppUsage(headers).percent;
  if (app > 0) options.noteUsage?.("app", app);
  if (call.pageId === undefined) return;
  const page = readPageUsage(headers).percent;
  if (page > 0) options.noteUsage?.(`page:${call.pageId}`, page);
}

async function send(call: GraphCall<z.ZodType>, options: GraphOptions) {
  const url = new URL(`${options.graphUrl}/${options.version}/${call.path}`);
  for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
  if (call.token !== undefined) {
    url.searchParams.set("appsecret_proof", proofOf(call.token, options.appSecret));
  }

  const started = performance.now();
  if (started > (call.startBy ?? Infinity)) throw new CallTooLateError();
  const answer = await request({
    url: url.href,
    method: call.method,
    timeoutMs: call.timeoutMs ?? options.timeoutMs,
    ...(call.token === undefined ? {} : { bearer: call.token }),
    ...(call.json === undefined ? {} : { json: call.json }),
    ...(call.form === undefined ? {} : { form: call.form }),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  });
  log.debug("graph call", {
    call: call.path.split("/").at(-1) ?? "",
    status: answer.status,
    ms: Math.round(performance.now() - started),
    version: answer.headers.get("facebook-api-version") ?? "",
  });
  return answer;
}

function toMetaError(
  name: string,
  { method, lane }: GraphCall<z.ZodType>,
  { status, headers }: OutboundAnswer,
  error: GraphFailure,
): MetaError {
  const kind = isProofRefused(error) ? "unauthorized" : kindWithStatus(error, status);
  const waitMs = Math.max(retryAfterMs(headers) ?? 0, readPageUsage(headers).regainMs);
  return new MetaError(name, kind, {
    lane,
    graphCode: error.code,
    mayHaveTakenEffect: kind === "transient" && method !== "get",
    retryAfterMs: waitMs > 0 ? waitMs : null,
    ...(error.error_subcode === undefined ? {} : { graphSubcode: error.error_subcode }),
    ...(error.fbtrace_id === undefined ? {} : { traceId: error.fbtrace_id }),
  });
}

function kindWithStatus({ code, error_subcode }: GraphFailure, status: number) {
  const known = kindOf(code, error_subcode);
  if (known !== "refused") return known;
  if (status === TOO_MANY_REQUESTS) return "rate-limited";
  return status >= 500 ? "transient" : known;
}

const INVALID_PARAMETER = 100;

/**
 * Our first app secret is not the app's at Meta, as in the middle of a rotation. Its code is that of
 * any wrong parameter, so this one thing is read from Meta's words.
 */
function isProofRefused({ code, message }: GraphFailure): boolean {
  return code === INVALID_PARAMETER && /app_?secret_?proof/i.test(message);
}

/** `appsecret_proof`: HMAC-SHA256 of the very token of the call, keyed by the app secret, in hex. */
export function proofOf(token: string, appSecret: string): string {
  return createHmac("sha256", appSecret).update(token).digest("hex");
}
