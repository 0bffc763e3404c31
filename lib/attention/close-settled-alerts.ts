import { listTroubleAlerts } from "#db/queries/attention.ts";
import { closeAlert } from "#lib/alerts/alerts.ts";
import { closeHandoverAlert } from "#lib/alerts/close-handover-alert.ts";
import { closeDeadAlert } from "#lib/events/close-dead-alert.ts";
import type { Needs } from "./actor.ts";
import { closeReplyAlert, REPLY_ALERTS, type ReplyAlert } from "./after-change.ts";

const KINDS = ["events.dead", ...REPLY_ALERTS, "replies.handover"] as const;
type Kind = (typeof KINDS)[number];

/**
 * Closes the alerts of channels in which nothing waits for a person any more: a late echo settled it,
 * the conversation went on, the time for an answer is over, or a person came.
 */
export async function closeSettledAlerts(needs: Needs): Promise<void> {
  for (const { kind, channelId, channel } of await listTroubleAlerts(needs.db, KINDS)) {
    const { db: tx, boss } = needs;
    if (channel === null)
      await closeAlert({ tx, boss }, { kind: kind as Kind, subject: channelId });
    else if (kind === "events.dead") await closeDeadAlert(needs, { ...channel, channelId });
    else if (kind === "replies.handover") {
      await closeHandoverAlert(needs, { tenantId: channel.tenantId, channelId });
    } else {
      const { tenantId } = channel;
      await closeReplyAlert(needs, { tenantId, crmChannelId: channelId }, kind as ReplyAlert);
    }
  }
}
