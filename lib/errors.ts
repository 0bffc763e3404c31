/** What may be done about an error; the workers and the routes decide by this alone. */
export type Remedy = "retry-later" | "reconnect" | "ask-a-person" | "give-up";

/**
 * An expected failure of something we depend on. Its message is safe to log and to show: no token,
 * no message text, no person's id, and nothing copied from another system's answer.
 */
export abstract class AppError extends Error {
  /** `room.fact`, for example `meta.token-invalid`. */
  abstract readonly code: string;
  abstract readonly remedy: Remedy;
}

/** The code of any thrown value, for logs and for rows that keep why something failed. */
export function errorCode(error: unknown): string {
  if (error instanceof AppError) return error.code;
  return error instanceof Error ? `bug.${error.name}` : "bug.unknown";
}
