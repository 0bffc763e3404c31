import type { MessageView } from "#lib/forms/views.ts";

/**
 * Whether the conversation went on after an outgoing message: a newer one of ours went out or, after
 * the agent's, the customer wrote again. The server has the last word; this only saves a refusal.
 */
export function isSuperseded(message: MessageView, all: readonly MessageView[]): boolean {
  const at = Date.parse(message.occurred_at);
  return all.some(({ id, kind, direction, status, occurred_at }) => {
    if (id === message.id || Date.parse(occurred_at) <= at) return false;
    if (kind !== "message" && kind !== "postback") return false;
    if (direction === "inbound") return message.handled_by === "ai_agent";
    return status === "sent" || status === "sending";
  });
}
