import { randomUUID } from "node:crypto";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { invalid, parseOrRefuse } from "./refusal.ts";
import { newChannelSchema } from "./schemas.ts";

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
  const { config_json: _, idempotency_key: __, ...answer } = stored;
  return answer;
}
