import ky, { isKyError } from "ky";

export type OutboundRequest = {
  url: string;
  method: "get" | "post" | "delete";
  bearer?: string;
  headers?: Record<string, string>;
  json?: unknown;
  timeoutMs: number;
};

export type OutboundAnswer = {
  status: number;
  headers: Headers;
  /** Undefined when the body is empty or not JSON. */
  body: unknown;
};

/** No complete answer came. Carries no URL, header or body of the request. */
export class OutboundError extends Error {
  override readonly name = "OutboundError";
  /** False only when the request certainly never reached the other side. */
  readonly mayHaveArrived: boolean;

  constructor(why: string, mayHaveArrived: boolean) {
    super(why);
    this.mayHaveArrived = mayHaveArrived;
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
]);

/**
 * One request, no retry, no redirect followed.
 *
 * @throws {OutboundError} when no headers came within `timeoutMs`, or no complete answer within twice that.
 */
export async function request(outbound: OutboundRequest): Promise<OutboundAnswer> {
  const { url, method, bearer, headers, json, timeoutMs } = outbound;
  // ky's own limits end with the headers; this one reaches into the body.
  const signal = AbortSignal.timeout(2 * timeoutMs);
  try {
    const response = await ky(url, {
      method,
      headers: {
        ...headers,
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      },
      ...(json === undefined ? {} : { json }),
      timeout: timeoutMs,
      signal,
      retry: 0,
      redirect: "error",
      throwHttpErrors: false,
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text) };
  } catch (error) {
    throw new OutboundError(
      isKyError(error) ? error.name : "ConnectionLost",
      !NEVER_SENT.has(causeCode(error)),
    );
  }
}

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
