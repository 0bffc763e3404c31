import type { Db } from "#db/client.ts";
import {
  type ChannelWithAgent,
  findChannel,
  setAssignment,
  updateChannel,
} from "#db/queries/channels.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import type { ChannelView } from "#lib/forms/views.ts";
import { announce } from "#lib/live/live.ts";
import { toChannelView } from "./to-channel-view.ts";

type Needs = { db: Db };

/** Chooses which agent answers in the channel; null: nobody. Null when the channel is not theirs. */
export function assignAgent(
  needs: Needs,
  viewer: Viewer,
  { id, agent_id }: { id: string; agent_id: string | null },
): Promise<ChannelView | null> {
  return change(needs, viewer, id, (tx) =>
    setAssignment(tx, { channelId: id, agentId: agent_id, assignedBy: viewer.userId }),
  );
}

export type ChannelSettings = {
  ai_enabled?: boolean | undefined;
  pause_on_page_answer?: boolean | undefined;
};

/**
 * Switches the agent's answers off or on without forgetting which agent it is, and says whether
 * somebody's answer in Meta's own inbox silences it.
 */
export function changeSettings(
  needs: Needs,
  viewer: Viewer,
  { id, ai_enabled, pause_on_page_answer }: ChannelSettings & { id: string },
): Promise<ChannelView | null> {
  return change(needs, viewer, id, async (tx) => {
    await updateChannel(
      tx,
      { tenantId: viewer.tenantId, id },
      {
        ...(ai_enabled === undefined ? {} : { aiEnabled: ai_enabled }),
        ...(pause_on_page_answer === undefined ? {} : { pauseOnPageAnswer: pause_on_page_answer }),
      },
    );
  });
}

function change(
  { db }: Needs,
  { tenantId }: Viewer,
  id: string,
  apply: (tx: Db) => Promise<void>,
): Promise<ChannelView | null> {
  return db.transaction(async (tx) => {
    if ((await findChannel(tx, { tenantId, id })) === null) return null;
    await apply(tx);
    await announce(tx, tenantId, { type: "channel", channel_id: id });
    const changed: ChannelWithAgent | null = await findChannel(tx, { tenantId, id });
    return changed && toChannelView(changed);
  });
}
