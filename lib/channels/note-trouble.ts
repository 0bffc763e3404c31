import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { findChannelById } from "#db/queries/channels.ts";
import type { Channel } from "#db/schema/channels.ts";
import { type AlertKind, raiseAlert } from "#lib/alerts/alerts.ts";
import { noteUnauthorized } from "#lib/alerts/unauthorized-alert.ts";
import type { AppError, ErrorClass } from "#lib/errors.ts";
import { isAppLimit, MetaError } from "#lib/meta/errors.ts";
import { DEAD_TOKEN_CODES } from "#lib/meta/token-code.ts";
import { pause } from "#lib/pauses/pauses.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import type { Scope } from "#lib/upstream/scope.ts";
import { moveChannel } from "./transitions.ts";

type Needs = { db: Db; boss: PgBoss };

const ALERT: Partial<Record<ErrorClass, AlertKind>> = {
  "token-invalid": "channel.token-invalid",
  "permission-missing": "channel.permission-missing",
  blocked: "channel.blocked",
};

/** What a failed call for a channel's page says about the channel, for screens, people and the next call. */
export async function noteTrouble(
  channel: Channel,
  error: AppError,
  { db, boss }: Needs,
): Promise<void> {
  if (error instanceof MetaError && (error.class === "rate-limited" || error.class === "blocked")) {
    const scope: Scope = isAppLimit(error.details) ? "app" : `page:${channel.facebookPageId}`;
    await pause(db, scope, { reason: error.class, forMs: error.retryAfterMs });
  }
  if (await noteUnauthorized(error, { tx: db, boss })) return;
  const kind = ALERT[error.class];
  if (kind === undefined) return;
  await noteChannelTrouble(channel, { kind, code: error.code }, { db, boss });
}

/** @param code Why; also the state's reason. */
export async function noteChannelTrouble(
  channel: Channel,
  { kind, code: said }: { kind: AlertKind; code: string },
  { db, boss }: Needs,
): Promise<void> {
  const { id, tenantId } = channel;
  const code = moreExactOf(channel, said);
  const to = kind === "channel.token-invalid" ? "reauthorization_required" : "degraded";
  await db.transaction(async (tx) => {
    // A token that was renewed since is not the one that failed.
    const move = { to, reason: code, by: null, ifSameToken: true } as const;
    const moved = await moveChannel(tx, channel, move);
    if (moved === "refused" && !(await isStillServing(tx, channel))) return;
    await raiseAlert({ tx, boss }, { tenantId, kind, subject: id, code });
    if (moved === "moved" && to === "reauthorization_required") {
      await enqueue({ tx, boss }, "heal-channel", { channelId: id });
    }
  });
}

/** A failed call says less than what Meta was asked about the token since. */
function moreExactOf({ status, lastError }: Channel, code: string): string {
  const isKnown =
    status === "reauthorization_required" && DEAD_TOKEN_CODES.includes(lastError ?? "");
  return code === "meta.token-invalid" && isKnown && lastError !== null ? lastError : code;
}

/** A paused channel keeps its state, but whoever resumes it should know. */
async function isStillServing(tx: Db, { id, pageAccessToken }: Channel): Promise<boolean> {
  const now = await findChannelById(tx, id);
  return now?.status === "paused" && now.pageAccessToken === pageAccessToken;
}
