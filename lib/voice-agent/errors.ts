import { AppError, type Remedy } from "#lib/errors.ts";

const REMEDY = {
  unavailable: "retry-later",
  // A wrong token is the operator's to mend; what waited for it goes on by itself.
  unauthorized: "retry-later",
  refused: "give-up",
  "unexpected-answer": "ask-a-person",
} as const satisfies Record<string, Remedy>;

type VoiceAgentErrorKind = keyof typeof REMEDY;

/** A call to dm-voice-agent that failed. Holds nothing of the conversation, so it is safe to log. */
export class VoiceAgentError extends AppError {
  override readonly name = "VoiceAgentError";
  readonly code: `voice-agent.${VoiceAgentErrorKind}`;
  readonly remedy: Remedy;
  /** Null when no answer came. */
  readonly status: number | null;

  constructor(call: string, kind: VoiceAgentErrorKind, status: number | null = null) {
    super(`${call}: ${kind}`);
    this.code = `voice-agent.${kind}`;
    this.remedy = REMEDY[kind];
    this.status = status;
  }
}

/** 408, 425 and 429 ask for another try; every other 4xx would be answered the same again. */
export function kindOfStatus(status: number): VoiceAgentErrorKind {
  if (status === 401 || status === 403) return "unauthorized";
  if (status >= 500 || [408, 425, 429].includes(status)) return "unavailable";
  return "refused";
}
