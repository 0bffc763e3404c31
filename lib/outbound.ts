import ky, { isKyError } from "ky";
import { Agent } from "undici";

export type OutboundRequest = {
  url: string;
  method: "get" | "post" | "patch" | "delete";
  bearer?: string;
  headers?: Record<string, string>;
  json?: unknown;
  form?: FormData;
  /** Until the answer's headers; the body has as long again. */
  timeoutMs: number;
  /** Ends the call when its answer is no longer wanted. */
  signal?: AbortSignal;
};

export type OutboundAnswer = {
  status: number;
  headers: Headers;
  /** Undefined when the body is empty or not JSON. */
  body: unknown;
  text: string;
};

/** No complete answer came. Carries no URL, header or body of the request. */
export class OutboundError extends Error {
  override readonly name = "OutboundError";
  /** False only when the request certainly never reached the other side. */
  readonly mayHaveArrived: boolean;
  /** Of an answer that broke off after its headers; null when none had begun. */
  readonly status: number | null;

  constructor(why: string, mayHaveArrived: boolean, status: number | null = null) {
    super(why);
    this.mayHaveArrived = mayHaveArrived;
    this.status = status;
  }
}

/** Failures before the first byte of a request is written (Node's and undici's codes). */
const NEVER_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

const CONNECT_MS = 3_000;
/** Far above any answer of Meta's or dm-voice-agent's that we ask for. */
const ANSWER_BYTES_MAX = 4 * 1024 * 1024;

const connections = new Agent({
  connect: { timeout: CONNECT_MS },
  maxResponseSize: ANSWER_BYTES_MAX,
});

/**
 * One request, no retry, no redirect followed. Connecting, waiting for the headers and reading the
 * body have a limit each.
 *
 * @throws {OutboundError} when no complete answer came in time, or it was endless.
 */
export async function request(outbound: OutboundRequest): Promise<OutboundAnswer> {
  const { url, method, bearer, headers, json, form, timeoutMs } = outbound;
  // ky's own limit ends with the headers; this one reaches into the body.
  const limits = [AbortSignal.timeout(2 * timeoutMs), outbound.signal ?? []].flat();
  let begun: number | null = null;
  try {
    const response = await ky(url, {
      method,
      headers: {
        ...headers,
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      },
      ...(json === undefined ? {} : { json }),
      ...(form === undefined ? {} : { body: form }),
      timeout: timeoutMs,
      signal: AbortSignal.any(limits),
      retry: 0,
      redirect: "error",
      throwHttpErrors: false,
      // Node's fetch takes undici's option; the types of fetch do not know it.
      ...({ dispatcher: connections } as object),
    });
    begun = response.status;
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text), text };
  } catch (error) {
    throw new OutboundError(
      isKyError(error) ? error.name : "ConnectionLost",
      !NEVER_SENT.has(causeCode(error)),
      begun,
    );
  }
}

/** How long `Retry-After` asks to wait, in ms; null without a usable one. Seconds or an HTTP date. */
export function retryAfterMs(headers: Headers, now = Date.now()): number | null {
  const value = headers.get("retry-after");
  if (value === null) return null;
  const ms = /^\d+$/.test(value.trim()) ? 1_000 * Number(value) : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), RETRY_AFTER_MS_MAX) : null;
}

/** Nobody's header may silence a page for longer. */
const RETRY_AFTER_MS_MAX = 24 * 60 * 60 * 1_000;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function causeCode(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ("code" in at && typeof at.code === "string") return at.code;
  }
  return "";
}
