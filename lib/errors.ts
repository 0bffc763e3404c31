/** What may be done about an error, seen by a route or a person. */
export type Remedy = "retry-later" | "reconnect" | "ask-a-person" | "give-up";

/** The other sides that we call, and the kinds of call to each that may fail while its others work. */
export const LANES = {
  graph: ["send", "rest"],
  "voice-agent": ["store", "generate", "rest"],
} as const;

export type UpstreamName = keyof typeof LANES;
export type Lane<Name extends UpstreamName = UpstreamName> = (typeof LANES)[Name][number];

type Behaviour = {
  remedy: Remedy;
  /**
   * When a worker tries again: `never`; by the `backoff` until the tries are used up; `when-told`, at
   * the error's own time and without using up a try; `after-reconnect`, likewise, once a person acted.
   */
  again: "never" | "backoff" | "when-told" | "after-reconnect";
  /** Tries in all, for `backoff`. */
  triesMax?: number;
};

/**
 * The one behaviour of each class of error; workers, routes and channels follow it.
 *
 * @see docs/reliability.md#errors
 */
export const BEHAVIOURS = {
  "token-invalid": { remedy: "reconnect", again: "after-reconnect" },
  "permission-missing": { remedy: "reconnect", again: "never" },
  "outside-window": { remedy: "give-up", again: "never" },
  "recipient-unavailable": { remedy: "give-up", again: "never" },
  "thread-elsewhere": { remedy: "give-up", again: "never" },
  "rate-limited": { remedy: "retry-later", again: "when-told" },
  blocked: { remedy: "ask-a-person", again: "when-told" },
  "not-yet": { remedy: "retry-later", again: "when-told" },
  unauthorized: { remedy: "retry-later", again: "when-told" },
  transient: { remedy: "retry-later", again: "backoff", triesMax: 8 },
  "bad-answer": { remedy: "ask-a-person", again: "backoff", triesMax: 3 },
  refused: { remedy: "give-up", again: "never" },
} as const satisfies Record<string, Behaviour>;

export type ErrorClass = keyof typeof BEHAVIOURS;

/**
 * An expected failure of something we depend on. Its message is safe to log and to show: no token,
 * no message text, no person's id, and nothing copied from another system's answer.
 */
export abstract class AppError extends Error {
  /** `room.fact`, for example `meta.token-invalid`. */
  abstract readonly code: string;
  abstract readonly class: ErrorClass;
  /** How long to wait before the next try, when somebody said so. */
  readonly retryAfterMs: number | null = null;
  /** Whose failure it is, when it is another side's. */
  readonly upstream: UpstreamName | null = null;
  /** Which kind of call to it failed; null when the failure is of none. */
  readonly lane: Lane | null = null;
  /** False for a wait that belongs to the failure before it. */
  readonly endsPatience: boolean = true;

  get remedy(): Remedy {
    return BEHAVIOURS[this.class].remedy;
  }
}

/** Somebody else is at it, or its time has not come: the same again later, at no cost. */
export class NotYetError extends AppError {
  override readonly name = "NotYetError";
  readonly code: string;
  readonly class = "not-yet";
  override readonly retryAfterMs: number | null;
  override readonly endsPatience: boolean;

  constructor(
    code: string,
    why: string,
    retryAfterMs: number | null = null,
    { endsPatience = true }: { endsPatience?: boolean } = {},
  ) {
    super(why);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.endsPatience = endsPatience;
  }
}

/** The code of any thrown value, for logs and for rows that keep why something failed. */
export function errorCode(error: unknown): string {
  if (error instanceof AppError) return error.code;
  const system = systemCode(error);
  if (system !== null) return system;
  return error instanceof Error ? `bug.${error.name}` : "bug.unknown";
}

/** The code of the operating system or of PostgreSQL (SQLSTATE), from wherever it is wrapped. */
function systemCode(error: unknown): string | null {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (!("code" in at) || typeof at.code !== "string") continue;
    if (/^E[A-Z]{3,}$/.test(at.code)) return `system.${at.code}`;
    if (/^[0-9A-Z]{5}$/.test(at.code)) return `database.${at.code}`;
  }
  return null;
}
