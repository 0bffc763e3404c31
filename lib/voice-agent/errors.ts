import { AppError, type ErrorClass, type Lane } from "#lib/errors.ts";

const CLASS = {
  unavailable: "transient",
  // A wrong token is the operator's to mend; what waited for it goes on by itself.
  unauthorized: "unauthorized",
  refused: "refused",
  "unexpected-answer": "bad-answer",
} as const satisfies Record<string, ErrorClass>;

type VoiceAgentErrorKind = keyof typeof CLASS;

type Extra = {
  lane?: Lane<"voice-agent"> | undefined;
  /** Also of an answer that broke off; null when none came. */
  status?: number | null;
  /** True when it may have been done all the same. */
  mayHaveTakenEffect?: boolean;
  retryAfterMs?: number | null;
};

/** A call to dm-voice-agent that failed. Holds nothing of the conversation, so it is safe to log. */
export class VoiceAgentError extends AppError {
  override readonly name = "VoiceAgentError";
  readonly code: `voice-agent.${VoiceAgentErrorKind}`;
  readonly class: (typeof CLASS)[VoiceAgentErrorKind];
  override readonly upstream = "voice-agent";
  override readonly lane: Lane<"voice-agent">;
  override readonly retryAfterMs: number | null;
  readonly status: number | null;
  readonly mayHaveTakenEffect: boolean;

  constructor(
    call: string,
    kind: VoiceAgentErrorKind,
    { lane = "rest", status = null, mayHaveTakenEffect = false, retryAfterMs = null }: Extra = {},
  ) {
    super(`${call}: ${kind}`);
    this.code = `voice-agent.${kind}`;
    this.class = CLASS[kind];
    this.lane = lane;
    this.status = status;
    this.mayHaveTakenEffect = mayHaveTakenEffect;
    this.retryAfterMs = retryAfterMs ?? (kind === "unauthorized" ? OPERATOR_LOOK_MS : null);
  }
}

/** How often it is tried whether the operator has mended the tokens. */
const OPERATOR_LOOK_MS = 60_000;

const TOO_MANY_REQUESTS = 429;

/** The platform is there, and wants fewer calls. */
export function isLimit(error: unknown): boolean {
  return error instanceof VoiceAgentError && error.status === TOO_MANY_REQUESTS;
}

const CONFLICT = 409;

/** The platform says that it has this already. */
export function isConflict(error: unknown): boolean {
  return error instanceof VoiceAgentError && error.status === CONFLICT;
}

/** 408, 425 and 429 ask for another try; every other 4xx would be answered the same again. */
export function kindOfStatus(status: number): VoiceAgentErrorKind {
  if (status === 401 || status === 403) return "unauthorized";
  if (status >= 500 || [408, 425, TOO_MANY_REQUESTS].includes(status)) return "unavailable";
  return "refused";
}

export function isSuccess(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** Statuses by which a write was certainly not done. */
export function isCertainlyUndone(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408;
}
