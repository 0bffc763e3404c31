import { AppError, type ErrorClass, type Lane } from "#lib/errors.ts";

export type MetaErrorKind = Exclude<ErrorClass, "not-yet" | "bad-answer">;

type Details = {
  graphCode?: number;
  graphSubcode?: number;
  traceId?: string;
  /** HTTP's, of a whole answer without one of Graph's errors; not of a page in place of JSON under a 200. */
  status?: number;
};
type Extra = Details & {
  lane?: Lane<"graph"> | undefined;
  mayHaveTakenEffect?: boolean;
  retryAfterMs?: number | null;
};

/** A Graph call that failed. Holds no token, no text and no person's id, so it is safe to log. */
export class MetaError extends AppError {
  override readonly name = "MetaError";
  readonly code: `meta.${MetaErrorKind}`;
  readonly class: MetaErrorKind;
  override readonly upstream = "graph";
  override readonly lane: Lane<"graph">;
  override readonly retryAfterMs: number | null;
  /** True when Meta may have done what was asked although no success was seen. */
  readonly mayHaveTakenEffect: boolean;
  readonly details: Details;

  constructor(
    call: string,
    kind: MetaErrorKind,
    { lane = "rest", mayHaveTakenEffect = false, retryAfterMs = null, ...details }: Extra = {},
  ) {
    super(`${call}: ${kind}`);
    this.class = kind;
    this.code = `meta.${kind}`;
    this.lane = lane;
    this.mayHaveTakenEffect = mayHaveTakenEffect;
    this.retryAfterMs = retryAfterMs;
    this.details = details;
  }

  get kind(): MetaErrorKind {
    return this.class;
  }
}

/** Another app, or an automated flow of Meta's, has the conversation; under codes 10, 100 and 200. */
const THREAD_ELSEWHERE = new Set([2018300, 2018321, 2534037]);

const KIND_BY_CODE_AND_SUBCODE: Readonly<Record<string, MetaErrorKind>> = {
  "1/99": "permission-missing",
  "2/2018344": "refused",
  "4/2018354": "refused",
  "9/2018352": "refused",
  "10/1893063": "blocked",
  "10/2018065": "outside-window",
  "10/2018278": "outside-window",
  "10/2534022": "outside-window",
  "10/2018108": "recipient-unavailable",
  "100/2018001": "recipient-unavailable",
  "100/2534014": "recipient-unavailable",
  "100/2534013": "permission-missing",
  "200/1545041": "recipient-unavailable",
  // The account's owner has to switch something on; what waits for it is not lost.
  "200/2534041": "unauthorized",
};

const KIND_BY_CODE: Readonly<Record<number, MetaErrorKind>> = {
  1: "transient",
  2: "transient",
  3: "permission-missing",
  4: "rate-limited",
  10: "permission-missing",
  17: "rate-limited",
  32: "rate-limited",
  102: "token-invalid",
  190: "token-invalid",
  230: "permission-missing",
  341: "rate-limited",
  368: "blocked",
  551: "recipient-unavailable",
  613: "rate-limited",
  1200: "transient",
  2022: "blocked",
  36103: "permission-missing",
  1357046: "transient",
};

/**
 * Decides by Meta's code and subcode, not by the HTTP status, which Meta uses loosely.
 *
 * @see docs/wire/meta.md#errors
 */
export function kindOf(code: number, subcode: number | undefined): MetaErrorKind {
  if (subcode !== undefined && THREAD_ELSEWHERE.has(subcode)) return "thread-elsewhere";
  const exact = KIND_BY_CODE_AND_SUBCODE[`${code}/${subcode ?? ""}`] ?? KIND_BY_CODE[code];
  if (exact !== undefined) return exact;
  if (code >= 80_000 && code <= 80_099) return "rate-limited";
  return code >= 200 && code <= 299 ? "permission-missing" : "refused";
}

/** The Instagram account does not allow connected tools to see its messages. */
export function isInstagramAccessOff({ graphSubcode }: Details): boolean {
  return graphSubcode === 2534041;
}

const REQUEST_TIMEOUT = 408;

/** Somebody who is there answered; not by a Graph error, which says itself what is wrong. */
export function isPlainAnswer({ status }: Details): boolean {
  return status !== undefined && status < 500 && status !== REQUEST_TIMEOUT;
}

/** Codes of the app's own budget; every other limit is the page's. */
export function isAppLimit({ graphCode }: Details): boolean {
  return graphCode === 4;
}
