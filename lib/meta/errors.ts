import { AppError, type Remedy } from "#lib/errors.ts";

const REMEDY = {
  "token-invalid": "reconnect",
  "permission-missing": "reconnect",
  "outside-window": "give-up",
  "recipient-unavailable": "give-up",
  "rate-limited": "retry-later",
  transient: "retry-later",
  blocked: "ask-a-person",
  refused: "give-up",
} as const satisfies Record<string, Remedy>;

export type MetaErrorKind = keyof typeof REMEDY;

type Details = { graphCode?: number; graphSubcode?: number; traceId?: string };

/** A Graph call that failed. Holds no token, no text and no person's id, so it is safe to log. */
export class MetaError extends AppError {
  override readonly name = "MetaError";
  readonly code: `meta.${MetaErrorKind}`;
  readonly kind: MetaErrorKind;
  readonly remedy: Remedy;
  /** True when Meta may have done what was asked although no success was seen. */
  readonly mayHaveTakenEffect: boolean;
  readonly details: Details;

  constructor(
    call: string,
    kind: MetaErrorKind,
    { mayHaveTakenEffect = false, ...details }: Details & { mayHaveTakenEffect?: boolean } = {},
  ) {
    super(`${call}: ${kind}`);
    this.kind = kind;
    this.code = `meta.${kind}`;
    this.remedy = REMEDY[kind];
    this.mayHaveTakenEffect = mayHaveTakenEffect;
    this.details = details;
  }
}

const KIND_BY_CODE_AND_SUBCODE: Readonly<Record<string, MetaErrorKind>> = {
  "1/99": "permission-missing",
  "2/2018344": "refused",
  "4/2018354": "refused",
  "10/1893063": "blocked",
  "10/2018065": "outside-window",
  "10/2018278": "outside-window",
  "10/2534022": "outside-window",
  "10/2018108": "recipient-unavailable",
  "100/2018001": "recipient-unavailable",
  "100/2534014": "recipient-unavailable",
  "200/1545041": "recipient-unavailable",
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
  341: "rate-limited",
  368: "blocked",
  551: "recipient-unavailable",
  613: "rate-limited",
  2022: "blocked",
};

/**
 * Decides by Meta's code and subcode, not by the HTTP status, which Meta uses loosely.
 *
 * @see docs/wire/meta.md#errors
 */
export function kindOf(code: number, subcode: number | undefined): MetaErrorKind {
  const exact = KIND_BY_CODE_AND_SUBCODE[`${code}/${subcode ?? ""}`] ?? KIND_BY_CODE[code];
  if (exact !== undefined) return exact;
  if (code >= 80_000 && code <= 80_099) return "rate-limited";
  return code >= 200 && code <= 299 ? "permission-missing" : "refused";
}
