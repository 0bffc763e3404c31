import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { insertAuditEntry } from "#db/queries/audit.ts";
import { lastInboundAt } from "#db/queries/channel-health.ts";
import { updateChannel } from "#db/queries/channels.ts";
import { finishDeletionRequest, lockOpenDeletionRequest } from "#db/queries/deletion-requests.ts";
import {
  deleteAccount,
  deleteEventsOfPerson,
  lockAccountsOfPerson,
  lockChannelsOfAccount,
  revokeAccount,
} from "#db/queries/people.ts";
import type { Channel } from "#db/schema/channels.ts";
import type { DeletionRequest } from "#db/schema/deletion-requests.ts";
import type { FacebookAccount } from "#db/schema/facebook-accounts.ts";
import { closeAlert, raiseAlert } from "#lib/alerts/alerts.ts";
import { moveChannel } from "#lib/channels/transitions.ts";
import { ALERT_KINDS } from "#lib/forms/alert-kinds.ts";
import { noteGap } from "#lib/gaps/request-repair.ts";
import { enqueue } from "#lib/queue/enqueue.ts";

/** What was wrong with a login that is gone concerns nobody. */
const ACCOUNT_ALERTS = ALERT_KINDS.filter((kind) => kind.startsWith("account."));

type Needs = { db: Db; boss: PgBoss };

/** Why an account and its channels wait: the person removed the app at Facebook. */
const REVOKED = "accounts.revoked";

/**
 * Does what a callback of Meta's asks for, in one transaction: for every company the person's login
 * and the page tokens that came with it are gone, and after a data deletion the person's name and id
 * too. Once it is done the request names nobody, so that a repetition changes nothing.
 */
export async function forgetPerson(requestId: string, { db, boss }: Needs): Promise<void> {
  await db.transaction(async (tx) => {
    const request = await lockOpenDeletionRequest(tx, requestId);
    if (request === null || request.facebookUserId === null) return;
    const { facebookUserId } = request;

    const accounts = await lockAccountsOfPerson(tx, facebookUserId);
    let channels = 0;
    for (const account of accounts) channels += await letGo({ tx, boss }, account, request);
    const result: DeletionRequest["result"] = { accounts: accounts.length, channels };
    if (request.kind === "data_deletion") {
      result.events = await deleteEventsOfPerson(tx, facebookUserId);
    }
    await finishDeletionRequest(tx, { id: requestId, result });
  });
}

type InTransaction = { tx: Db; boss: PgBoss };

/** @returns How many channels lost their token. */
async function letGo(
  { tx, boss }: InTransaction,
  account: FacebookAccount,
  request: DeletionRequest,
): Promise<number> {
  const served = await lockChannelsOfAccount(tx, account);
  // What was disconnected loses its token once Meta and dm-voice-agent are told (release-channel.ts).
  const stopped = served.filter(
    ({ status, pageAccessToken }) => status !== "disconnected" && pageAccessToken !== "",
  );
  for (const channel of stopped) await stopChannel({ tx, boss }, channel);

  for (const kind of ACCOUNT_ALERTS) await closeAlert({ tx, boss }, { kind, subject: account.id });
  const isDeletion = request.kind === "data_deletion";
  if (isDeletion) await deleteAccount(tx, account.id);
  else await revokeAccount(tx, account.id, { reason: REVOKED });
  await insertAuditEntry(tx, {
    tenantId: account.tenantId,
    userId: null,
    action: isDeletion ? "account.deleted" : "account.revoked",
    target: account.id,
    details: { request: request.id, channels: stopped.length },
  });
  return stopped.length;
}

async function stopChannel({ tx, boss }: InTransaction, channel: Channel): Promise<void> {
  const { id, tenantId, createdAt } = channel;
  await updateChannel(tx, channel, { pageAccessToken: "" });
  await moveChannel(tx, channel, { to: "reauthorization_required", reason: REVOKED, by: null });
  // What customers write until somebody connects again is fetched then.
  const since = (await lastInboundAt(tx, id)) ?? createdAt;
  await noteGap(tx, { channelId: id, since, reason: "reconnected" });
  const problem = { tenantId, kind: "channel.token-invalid", subject: id, code: REVOKED } as const;
  await raiseAlert({ tx, boss }, problem);
  await enqueue({ tx, boss }, "heal-channel", { channelId: id });
}
