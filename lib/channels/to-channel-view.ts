import type { ChannelWithAgent } from "#db/queries/channels.ts";
import type { ChannelView } from "#lib/forms/views.ts";

export function toChannelView(channel: ChannelWithAgent): ChannelView {
  return {
    id: channel.id,
    channel_id: channel.channelId,
    platform: channel.platform,
    platform_page_id: channel.platformPageId,
    name: channel.name,
    picture_url: channel.pictureUrl,
    status: channel.status,
    failed_step: channel.failedStep,
    last_error: channel.lastError,
    agent_id: channel.agentId,
    ai_enabled: channel.aiEnabled,
    pause_on_page_answer: channel.pauseOnPageAnswer,
    sending_stopped: stoppedBy(channel),
    created_at: channel.createdAt.toISOString(),
  };
}

function stoppedBy({ status, sendingPausedAt }: ChannelWithAgent): ChannelView["sending_stopped"] {
  if (status === "disconnected") return "disconnected";
  if (sendingPausedAt !== null) return "company";
  return status === "paused" ? "channel" : null;
}
