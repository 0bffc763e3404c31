import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { markTokenInvalid } from "#db/queries/channels.ts";
import type { Channel } from "#db/schema/channels.ts";
import { type AlertKind, raiseAlert } from "#lib/alerts/alerts.ts";
import type { AppError, ErrorClass } from "#lib/errors.ts";
import { announce } from "#lib/live/live.ts";
import { isAppLimit, MetaError } from "#lib/meta/errors.ts";
import { pause } from "#lib/pauses/pauses.ts";
import type { Scope } from "#lib/upstream/scope.ts";

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
  if (error.class === "unauthorized") {
    const subject = error.upstream ?? "graph";
    const problem = { tenantId: null, kind: "upstream.unauthorized", subject } as const;
    return raiseAlert({ tx: db, boss }, { ...problem, code: error.code });
  }
  const kind = ALERT[error.class];
  if (kind === undefined) return;
  const { id, tenantId } = channel;
  await db.transaction(async (tx) => {
    if (error.class === "token-invalid") {
      // A token that was renewed since is not the one that failed.
      if (!(await markTokenInvalid(tx, channel, error.code))) return;
      await announce(tx, tenantId, { type: "channel", channel_id: id });
    }
    await raiseAlert({ tx, boss }, { tenantId, kind, subject: id, code: error.code });
  });
}
