import { randomUUID } from "node:crypto";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { conversationIdOf } from "./conversation-id.ts";
import { invalid, parseOrRefuse } from "./refusal.ts";
import { newMessageSchema } from "./schemas.ts";
import { keepMessage } from "./store.ts";

/** Keeps a message; the same one twice stands there twice. */
export function storeMessage(sandbox: Sandbox, body: unknown, idempotencyKey: string) {
  const message = parseOrRefuse(newMessageSchema, body);
  const { channels } = sandbox.voiceAgent;
  if (message.tenant_id !== sandbox.config.voiceAgent.tenantId) {
    throw invalid({ tenant_id: "is not a tenant of this token" });
  }
  if (!channels.some((channel) => channel.id === message.channel_id)) {
    throw invalid({ channel_id: "is not a known channel" });
  }
  const expected = conversationIdOf(message.channel_id, message.external_user_id);
  if (message.conversation_id !== expected) {
    throw invalid({ conversation_id: `must be ${expected} for this channel and user` });
  }
  const stored = {
    ...message,
    id: randomUUID(),
    created_at: new Date().toISOString(),
    idempotency_key: idempotencyKey,
  };
  keepMessage(sandbox.voiceAgent, stored);
  return { id: stored.id, conversation_id: stored.conversation_id, created_at: stored.created_at };
}
