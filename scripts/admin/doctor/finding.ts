import { errorCode } from "#lib/errors.ts";

/** `warn`: works now, and somebody should look at it. `bad`: something does not work. */
type Verdict = "ok" | "warn" | "bad";

/** What one check found. */
export type Finding = {
  verdict: Verdict;
  what: string;
  says: string;
  /** What to do about it; absent when all is well. */
  todo?: string;
};

export type Findings = AsyncGenerator<Finding, void>;

export const ok = (what: string, says: string): Finding => ({ verdict: "ok", what, says });

export const warn = (what: string, says: string, todo: string): Finding => ({
  verdict: "warn",
  what,
  says,
  todo,
});

export const bad = (what: string, says: string, todo: string): Finding => ({
  verdict: "bad",
  what,
  says,
  todo,
});

export function toLine({ verdict, what, says, todo }: Finding): string {
  const line = `${verdict.padEnd(4)}  ${what}: ${says}`;
  return todo === undefined ? line : `${line}\n      → ${todo}`;
}

/** Why something did not answer: a code, never the text of an error, which may hold an address. */
export function codeOf(error: unknown): string {
  return errorCode(error);
}
