import { z } from "zod";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { readInput } from "./read-body.ts";

const querySchema = z.object({ account_id: z.string().optional() });

/** What truly happened, for a test to hold the product's own account against. */
export function giveVerdict(sandbox: Sandbox, query: Record<string, string>) {
  const { account_id } = readInput(querySchema, query);
  return {
    threads: listThreads(sandbox, account_id),
    voice_agent: {
      conversations: listConversations(sandbox, account_id),
      generate_calls: sandbox.voiceAgent.generateCalls,
    },
    calls_while_limited: sandbox.counts.whileLimited,
    conversations_refused: sandbox.counts.conversationsRefused,
    faults: sandbox.faults.hits,
  };
}

function listThreads(sandbox: Sandbox, accountId: string | undefined) {
  const { mids, echoMids } = sandbox.deliveries.stats;
  return [...sandbox.threads.values()]
    .filter((thread) => thread.bubbles.length > 0)
    .filter((thread) => accountId === undefined || thread.account.id === accountId)
    .map((thread) => ({
      account_id: thread.account.id,
      person_id: thread.personId,
      bubbles: thread.bubbles.map((bubble) => ({
        mid: bubble.mid,
        from: bubble.from,
        at: bubble.at,
        metadata: bubble.metadata,
        app_id: bubble.appId,
        text: bubble.text,
        ...(bubble.isUnsent ? { unsent: true } : {}),
        /** The app answered 200 to a delivery that held it, as a message or as an echo. */
        acknowledged: mids.has(bubble.mid) || echoMids.has(bubble.mid),
      })),
    }));
}

function listConversations(sandbox: Sandbox, accountId: string | undefined) {
  const { channels, conversations } = sandbox.voiceAgent;
  const accounts = new Map(channels.map((channel) => [channel.id, channel.resource_ref]));
  return [...conversations.values()].flatMap((messages) => {
    const [first] = messages;
    if (!first) return [];
    const account = accounts.get(first.channel_id) ?? null;
    if (accountId !== undefined && account !== accountId) return [];
    return [
      {
        account_id: account,
        channel_id: first.channel_id,
        external_user_id: first.external_user_id,
        messages: messages.map((message) => ({
          external_user_id: message.external_user_id,
          channel_id: message.channel_id,
          direction: message.direction,
          handled_by: message.handled_by,
          external_msg_id: message.external_msg_id,
          text: message.message_text,
          at: Date.parse(message.created_at),
          idempotency_key: message.idempotency_key,
        })),
      },
    ];
  });
}
