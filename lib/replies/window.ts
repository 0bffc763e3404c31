import { HUMAN_WINDOW_MS, WINDOW_MS } from "#lib/forms/messaging-window.ts";

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
