import { noteWindowClosed } from "#db/queries/conversations.ts";
import type { AlertKind } from "#lib/alerts/kinds.ts";
import { noteUnauthorized } from "#lib/alerts/unauthorized-alert.ts";
import { noteChannelTrouble } from "#lib/channels/note-trouble.ts";
import { SealedTokenError } from "#lib/crypto/token-box.ts";
import { isAppLimit, isInstagramAccessOff, MetaError } from "#lib/meta/errors.ts";
import { pause, pauseBlocked } from "#lib/pauses/pauses.ts";
import type { ReplyNeeds, Turn } from "./turn.ts";

/**
 * What an error says about more than the message that met it: the channel's token, the page's
 * limits, the conversation's window.
 */
export async function noteProblem(error: unknown, turn: Turn, needs: ReplyNeeds): Promise<void> {
  const { channel, conversation } = turn;
  const { db } = needs;
  if (error instanceof SealedTokenError) return askToReconnect(error.code, turn, needs);
  if (error instanceof MetaError && isInstagramAccessOff(error.details)) {
    return tell("channel.instagram-access-off", "meta.instagram-access-off", turn, needs);
  }
  if (await noteUnauthorized(error, { tx: db, boss: needs.boss })) return;
  if (!(error instanceof MetaError)) return;
  const scope = isAppLimit(error.details) ? "app" : (`page:${channel.facebookPageId}` as const);
  const forMs = error.retryAfterMs;
  switch (error.kind) {
    case "token-invalid":
      return askToReconnect(error.code, turn, needs);
    case "rate-limited":
      return pause(db, scope, { reason: "rate-limited", forMs });
    case "blocked":
      await pauseBlocked(db, scope, forMs);
      return tell("channel.blocked", error.code, turn, needs);
    case "permission-missing":
      return tell("channel.permission-missing", error.code, turn, needs);
    case "outside-window":
      return noteWindowClosed(db, conversation);
    default:
  }
}

function askToReconnect(code: string, turn: Turn, needs: ReplyNeeds): Promise<void> {
  return tell("channel.token-invalid", code, turn, needs);
}

function tell(kind: AlertKind, code: string, { channel }: Turn, needs: ReplyNeeds): Promise<void> {
  return noteChannelTrouble(channel, { kind, code }, needs);
}
