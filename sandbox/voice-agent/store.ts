import type { NewChannel, NewMessage } from "./schemas.ts";

type StoredChannel = NewChannel & {
  id: string;
  created_at: string;
  idempotency_key: string;
};

type StoredMessage = NewMessage & {
  id: string;
  created_at: string;
  idempotency_key: string;
};

/** Nothing is deduplicated here, so that whatever was written twice stands here twice. */
export type VoiceAgentStore = {
  agents: Set<string>;
  channels: StoredChannel[];
  messages: StoredMessage[];
};

export function createVoiceAgentStore(): VoiceAgentStore {
  return { agents: new Set(["agent-shop", "agent-support"]), channels: [], messages: [] };
}
