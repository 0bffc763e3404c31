import type { Db } from "#db/client.ts";
import { listOpenKinds } from "#db/queries/alerts.ts";
import type { Channel } from "#db/schema/channels.ts";
import type { AlertKind } from "#lib/alerts/alerts.ts";
import { moveChannel } from "./transitions.ts";

/** Problems with which a channel goes on serving in part. */
const IN_PART: readonly AlertKind[] = [
  "channel.permission-missing",
  "channel.blocked",
  "channel.policy",
  "channel.unsubscribed",
  "channel.instagram-access-off",
];

/** Brings `active` and `degraded` in line with the alerts that are open about the channel. */
export async function settleState(
  tx: Db,
  channel: Pick<Channel, "id" | "tenantId" | "pageAccessToken" | "status">,
): Promise<void> {
  if (channel.status !== "active" && channel.status !== "degraded") return;
  const [worst] = await listOpenKinds(tx, { subject: channel.id, kinds: IN_PART });
  if (worst === undefined) {
    if (channel.status === "degraded") {
      await moveChannel(tx, channel, { to: "active", reason: null, by: null });
    }
    return;
  }
  const reason = worst.code ?? worst.kind;
  await moveChannel(tx, channel, { to: "degraded", reason, by: null });
}
