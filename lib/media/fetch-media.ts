import { type Dispatcher, request } from "undici";
import { allowedMediaUrl } from "./allowed-url.ts";
import { contentLengthOf, contentRangeOf, textOf } from "./answer-headers.ts";
import { AddressRefusedError, createGuardedAgent } from "./guarded-agent.ts";
import { mediaHeaders } from "./media-headers.ts";
import { passOn, readHead } from "./pass-on.ts";
import { isLoopbackAddress, isPublicAddress } from "./public-address.ts";
import { servingOf } from "./serving.ts";

export type MediaRefusal =
  | "media.bad-range"
  | "media.expired"
  | "media.not-allowed"
  | "media.too-large"
  | "media.unreachable";

export type MediaOutcome =
  | { status: 200 | 206; headers: Headers; body: ReadableStream<Uint8Array> }
  | { status: "refused"; code: MediaRefusal };

type Wanted = {
  /** An origin that is asked besides Meta's hosts; null outside of a sandbox. */
  sandboxOrigin: string | null;
  /** The client's `Range`, for sounds and films. */
  range: string | null;
  /** Ends the fetch when the client has left. */
  signal: AbortSignal;
};

const LIMITS = {
  /** Until the answer's headers. */
  headersMs: 10_000,
  /** Until the last byte. */
  totalMs: 20_000,
  /** As much as Meta takes for an attachment. */
  bytesMax: 25 * 1024 * 1024,
};

const publicHosts = createGuardedAgent(isPublicAddress);
const loopback = createGuardedAgent(isLoopbackAddress);

/**
 * Fetches an attachment of Meta's for a browser. One request, no redirect followed, nothing asked
 * but Meta's hosts; what is passed on is media by its type and by its first bytes, or a file to save.
 */
export async function fetchMedia(
  address: string,
  { sandboxOrigin, range, signal }: Wanted,
  limits = LIMITS,
): Promise<MediaOutcome> {
  const url = allowedMediaUrl(address, sandboxOrigin);
  if (url === null) return refused("media.not-allowed");
  try {
    const answer = await request(url, {
      dispatcher: url.origin === sandboxOrigin ? loopback : publicHosts,
      headers: {
        accept: "*/*",
        // Nothing to inflate: the bytes that are counted are the bytes that come.
        "accept-encoding": "identity",
        "user-agent": "Switchboard",
        ...(isSimpleRange(range) ? { range } : {}),
      },
      headersTimeout: limits.headersMs,
      bodyTimeout: limits.totalMs,
      signal: AbortSignal.any([signal, AbortSignal.timeout(limits.totalMs)]),
    });
    // A body that nobody reads any more must not bring the process down when it breaks.
    answer.body.on("error", () => {});
    const outcome = await judge(url, answer, limits.bytesMax);
    if (outcome.status === "refused") answer.body.destroy();
    return outcome;
  } catch (error) {
    return refused(wasAddressRefused(error) ? "media.not-allowed" : "media.unreachable");
  }
}

/** What Meta's hosts say of a signed address whose time is over, and of a file that was removed. */
const GONE = [403, 404, 410];

async function judge(
  url: URL,
  { statusCode, headers, body }: Dispatcher.ResponseData,
  bytesMax: number,
): Promise<MediaOutcome> {
  if (GONE.includes(statusCode)) return refused("media.expired");
  if (statusCode === 416) return refused("media.bad-range");
  if (statusCode >= 300 && statusCode < 400) return refused("media.not-allowed");
  if (statusCode !== 200 && statusCode !== 206) return refused("media.unreachable");
  if (!["", "identity"].includes(textOf(headers, "content-encoding"))) {
    return refused("media.not-allowed");
  }
  const part = statusCode === 206 ? contentRangeOf(headers) : null;
  if (statusCode === 206 && part === null) return refused("media.unreachable");
  const contentLength = contentLengthOf(headers);
  if (Math.max(contentLength ?? 0, part?.total ?? 0) > bytesMax) return refused("media.too-large");

  const chunks = body[Symbol.asyncIterator]();
  const head = await readHead(chunks);
  const serving = servingOf(textOf(headers, "content-type"), part?.isHeadless ? null : head);
  if (serving === null) return refused("media.not-allowed");
  return {
    status: statusCode,
    headers: mediaHeaders(url, serving, { contentLength, contentRange: part?.text ?? null }),
    body: passOn({ head, chunks, bytesMax, onCut: () => body.destroy() }),
  };
}

function refused(code: MediaRefusal): MediaOutcome {
  return { status: "refused", code };
}

function isSimpleRange(range: string | null): range is string {
  return range !== null && /^bytes=(\d{1,9}-\d{0,9}|-\d{1,9})$/.test(range);
}

function wasAddressRefused(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(wasAddressRefused);
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof AddressRefusedError) return true;
  }
  return false;
}
