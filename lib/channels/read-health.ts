import type { Db } from "#db/client.ts";
import {
  countFailures,
  findOpenConversation,
  lastSentAt,
  listHours,
} from "#db/queries/channel-activity.ts";
import { lastInboundAt } from "#db/queries/channel-health.ts";
import { findChannel, isPaused } from "#db/queries/channels.ts";
import { findFacebookAccount } from "#db/queries/facebook-accounts.ts";
import { isWorking } from "#db/schema/channels.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import type { ChannelHealthView } from "#lib/forms/channel-health-view.ts";
import { CORE_FIELDS } from "#lib/meta/subscriptions.ts";

const HOURS = 48;

/** How a channel is doing. Null when the tenant has no such channel. */
export async function readHealth(
  { db }: { db: Db },
  { tenantId }: Pick<Viewer, "tenantId">,
  id: string,
): Promise<ChannelHealthView | null> {
  const channel = await findChannel(db, { tenantId, id });
  if (channel === null) return null;
  const { facebookAccountId } = channel;
  const [login, lastIn, lastOut, failed, hours, open] = await Promise.all([
    facebookAccountId === null ? null : findFacebookAccount(db, facebookAccountId),
    lastInboundAt(db, id),
    lastSentAt(db, id),
    countFailures(db, channel),
    listHours(db, id, HOURS),
    findOpenConversation(db, id),
  ]);
  const { subscribedFields: fields, subscriptionCheckedAt } = channel;
  const maySend = isWorking(channel.status) && !isPaused(channel);
  return {
    since: channel.statusChangedAt.toISOString(),
    subscription: {
      checked_at: timeOf(subscriptionCheckedAt),
      fields,
      missing:
        subscriptionCheckedAt === null
          ? []
          : CORE_FIELDS.filter((field) => fields?.includes(field) !== true),
    },
    token: {
      checked_at: timeOf(channel.tokenCheckedAt),
      login_ends_at: timeOf(login?.expiresAt ?? null),
      data_access_ends_at: timeOf(login?.dataAccessExpiresAt ?? null),
    },
    last_in_at: timeOf(lastIn),
    last_out_at: timeOf(lastOut),
    failed,
    hours: hours.map((hour) => ({ ...hour, at: hour.at.toISOString() })),
    test:
      maySend && open !== null ? { conversation_id: open.id, customer: open.customerName } : null,
  };
}

function timeOf(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
