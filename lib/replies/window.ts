const HOUR_MS = 60 * 60 * 1_000;

/** Meta's standard messaging window after the customer's last message (docs/wire/meta.md#windows). */
export const WINDOW_MS = 24 * HOUR_MS;
/** How long a person may still answer, with the tag HUMAN_AGENT. */
export const HUMAN_WINDOW_MS = 7 * 24 * HOUR_MS;
/** An answer that takes this long to write and send would come too late. */
const MARGIN_MS = 5 * 60_000;

/** Whether an agent may still answer; a bot must not use Human Agent. */
export function mayAgentAnswer({
  quietForMs,
  windowClosedAt,
}: {
  quietForMs: number;
  windowClosedAt: Date | null;
}): boolean {
  return windowClosedAt === null && quietForMs < WINDOW_MS - MARGIN_MS;
}

/** How a teammate's message must be sent; null when it may not be sent any more. */
export function tagOfTeammate({
  quietForMs,
  windowClosedAt,
}: {
  quietForMs: number;
  windowClosedAt: Date | null;
}): "RESPONSE" | "HUMAN_AGENT" | null {
  if (quietForMs >= HUMAN_WINDOW_MS) return null;
  return quietForMs < WINDOW_MS && windowClosedAt === null ? "RESPONSE" : "HUMAN_AGENT";
}
