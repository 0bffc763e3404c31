import type { NewChannel, NewMessage } from "./schemas.ts";

export type StoredChannel = NewChannel & {
  id: string;
  created_at: string;
  idempotency_key: string;
};

export type StoredMessage = NewMessage & {
  id: string;
  created_at: string;
  idempotency_key: string;
};

/** Nothing is deduplicated here, so that whatever was written twice stands here twice. */
export type VoiceAgentStore = {
  agents: Set<string>;
  channels: StoredChannel[];
  messages: StoredMessage[];
  /** The same messages by channel and customer. */
  conversations: Map<string, StoredMessage[]>;
  /** How many answers the agents were asked for. */
  generateCalls: number;
};

export function createVoiceAgentStore(): VoiceAgentStore {
  return {
    agents: new Set(["agent-shop", "agent-support"]),
    channels: [],
    messages: [],
    conversations: new Map(),
    generateCalls: 0,
  };
}

export function keepMessage(store: VoiceAgentStore, message: StoredMessage): void {
  store.messages.push(message);
  const conversation = messagesOf(store, message);
  if (conversation.length === 0) store.conversations.set(keyOf(message), conversation);
  conversation.push(message);
}

/** Of one customer in one channel, in the order in which they were stored. */
export function messagesOf(store: VoiceAgentStore, who: Who): StoredMessage[] {
  return store.conversations.get(keyOf(who)) ?? [];
}

/** Answers how many there were. */
export function forgetMessages(store: VoiceAgentStore, who: Who): number {
  const erased = new Set(messagesOf(store, who));
  store.conversations.delete(keyOf(who));
  store.messages = store.messages.filter((message) => !erased.has(message));
  return erased.size;
}

type Who = { channel_id: string; external_user_id: string };

function keyOf(who: Who): string {
  return `${who.channel_id} ${who.external_user_id}`;
}
