import type { Fault } from "./fault.ts";
import type { Verdict } from "./verdict.ts";

type Allowed = Pick<Fault, "mayFail" | "mayHold" | "mayBeLate" | "forgets">;

/** What a run must not show, in words; empty for a good one. */
export function problemsOf(
  verdict: Verdict,
  { mayFail, mayHold = false, mayBeLate = false, forgets = false }: Allowed,
  injected: number,
): string[] {
  const failed = Object.entries(verdict.failed).filter(([code]) => !mayFail?.test(code));
  const counts: [number, string][] = [
    [injected === 0 ? 1 : 0, "the fault was never injected"],
    [verdict.lost, "lost"],
    [verdict.doubled, "doubled at dm-voice-agent"],
    [verdict.disordered, "out of order"],
    [verdict.repliesDoubled, "answers doubled"],
    [forgets ? 0 : verdict.unanswered, "last questions unanswered"],
    [verdict.written - verdict.acknowledged, "never acknowledged"],
    [verdict.waiting.events, "events still waiting"],
    [verdict.waiting.messages, "answers still waiting"],
    [verdict.waiting.replies, "questions still waiting"],
    [verdict.dead, "events dead"],
    [mayHold ? 0 : verdict.held, "answers held"],
    [mayBeLate ? 0 : verdict.late, "marked as late without reason"],
    [forgets ? 0 : verdict.mismatched, "messages shown otherwise than they are"],
    ...failed.map(([code, times]): [number, string] => [times, `answers failed with ${code}`]),
  ];
  return counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
}
