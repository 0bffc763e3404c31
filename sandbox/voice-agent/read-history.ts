import type { z } from "zod";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { invalid } from "./refusal.ts";
import type { historyQuerySchema } from "./schemas.ts";
import { messagesOf } from "./store.ts";

/** The last messages of one conversation, oldest first. */
export function readHistory(sandbox: Sandbox, query: z.infer<typeof historyQuerySchema>) {
  const { channels } = sandbox.voiceAgent;
  if (query.tenant_id !== sandbox.config.voiceAgent.tenantId) {
    throw invalid({ tenant_id: "is not a tenant of this token" });
  }
  if (!channels.some((channel) => channel.id === query.channel_id)) {
    throw invalid({ channel_id: "is not a known channel" });
  }
  return messagesOf(sandbox.voiceAgent, query)
    .slice(-query.limit)
    .map((message) => ({
      id: message.id,
      direction: message.direction,
      message_text: message.message_text,
      message_type: message.message_type,
      ...(sandbox.settings.history_names ? { external_msg_id: message.external_msg_id } : {}),
      handled_by: message.handled_by,
      created_at: message.created_at,
      metadata_json: message.metadata_json,
    }));
}
