import { randomUUID } from "node:crypto";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { invalid, parseOrRefuse, Refusal } from "./refusal.ts";
import { channelChangeSchema, newChannelSchema } from "./schemas.ts";
import type { StoredChannel } from "./store.ts";

/** Keeps a channel; the same one twice makes two. */
export function storeChannel(sandbox: Sandbox, body: unknown, idempotencyKey: string) {
  const channel = parseOrRefuse(newChannelSchema, body);
  const { tenantId, workspaceId } = sandbox.config.voiceAgent;
  if (channel.tenant_id !== tenantId) throw invalid({ tenant_id: "is not a tenant of this token" });
  if (channel.workspace_id !== workspaceId) {
    throw invalid({ workspace_id: "is not a workspace of this tenant" });
  }
  const stored = {
    ...channel,
    id: randomUUID(),
    created_at: new Date().toISOString(),
    idempotency_key: idempotencyKey,
  };
  sandbox.voiceAgent.channels.push(stored);
  return describeChannel(stored);
}

/** Switches a channel on or off; nothing else of it can be changed. */
export function changeChannel(sandbox: Sandbox, channelId: string, body: unknown) {
  const { is_active } = parseOrRefuse(channelChangeSchema, body);
  const channel = sandbox.voiceAgent.channels.find(({ id }) => id === channelId);
  if (!channel) throw new Refusal(404, `Channel ${channelId} does not exist`);
  channel.is_active = is_active;
  return describeChannel(channel);
}

function describeChannel({ config_json: _, idempotency_key: __, ...channel }: StoredChannel) {
  return channel;
}
