import type { Verdict } from "./judge.ts";

export function printVerdict({ answerCount, answerMs, problems }: Verdict): void {
  const p50 = percentile(answerMs, 0.5);
  const p95 = percentile(answerMs, 0.95);
  console.log(`\n${answerCount} answers, webhook to Send API: p50 ${p50} ms, p95 ${p95} ms`);
  if (problems.length === 0) {
    console.log(
      "Every message was answered once, in order, and stored once. No echo was answered.",
    );
    return;
  }
  console.log(`Not as promised:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
}

/** Of values sorted ascending, by nearest rank; "?" of none. */
function percentile(sorted: number[], share: number): number | "?" {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? "?";
}
