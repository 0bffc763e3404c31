import { listWaitingEchoes } from "#db/queries/events.ts";
import { errorCode } from "#lib/errors.ts";
import { onOwnEcho } from "#lib/intake/on-echo.ts";
import type { HandlerNeeds } from "#lib/intake/outcome.ts";
import { log } from "#lib/log.ts";
import { closeHandled } from "./close-handled.ts";

type Needs = HandlerNeeds & { settings: { REPLY_SETTLE_MS: number } };

/**
 * Echoes of our own messages are proof that something waits for elsewhere: they are taken out of the
 * line of their conversation's events, which may have been put off for long.
 *
 * @returns How many were settled.
 */
export async function settleEchoes(conversationKey: string, needs: Needs): Promise<number> {
  let settled = 0;
  for (const echo of await listWaitingEchoes(needs.db, conversationKey)) {
    try {
      const outcome = await onOwnEcho(echo, needs);
      if (outcome === null) continue;
      await closeHandled(echo, outcome, needs);
      settled += 1;
    } catch (error) {
      // It stays in line, where a failure has its consequences.
      log.warn("echo not settled", { eventId: echo.id, code: errorCode(error) });
    }
  }
  return settled;
}
