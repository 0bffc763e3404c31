import { AppError, type UpstreamName } from "#lib/errors.ts";

/** The other side has not answered for a while; asking it again now would only cost both. */
export class UpstreamAwayError extends AppError {
  override readonly name = "UpstreamAwayError";
  readonly code: `${UpstreamName}.away`;
  readonly class = "not-yet";
  override readonly upstream: UpstreamName;
  override readonly retryAfterMs: number;
  override readonly endsPatience = false;

  constructor(upstream: UpstreamName, retryAfterMs: number) {
    super(`${upstream} does not answer`);
    this.code = `${upstream}.away`;
    this.upstream = upstream;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Meta asked for a pause, or its usage headers did. */
export class PausedError extends AppError {
  override readonly name = "PausedError";
  readonly code = "graph.paused";
  readonly class = "rate-limited";
  override readonly upstream = "graph";
  override readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super("Calls for this page wait");
    this.retryAfterMs = retryAfterMs;
  }
}

/** We ended the call ourselves, because its answer was no longer wanted. */
export class CallDroppedError extends AppError {
  override readonly name = "CallDroppedError";
  readonly code = "upstream.call-dropped";
  readonly class = "not-yet";

  constructor() {
    super("The call was no longer wanted");
  }
}

/** The process was held up for so long that somebody else may have taken over; nothing was sent. */
export class CallTooLateError extends AppError {
  override readonly name = "CallTooLateError";
  readonly code = "upstream.call-too-late";
  readonly class = "not-yet";
  override readonly retryAfterMs = 1_000;

  constructor() {
    super("The call was held up for too long");
  }
}
