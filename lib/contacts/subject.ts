import { z } from "zod";

const schema = z.object({
  conversationId: z.uuid(),
  externalUserId: z.string(),
  /** dm-voice-agent's ids; empty when the channel was never registered there. */
  channelId: z.string(),
  voiceAgentConversationId: z.string(),
  platformPageId: z.string(),
  facebookPageId: z.string(),
  /** By the database's clock, once the conversation is gone; `phase` of what is left. */
  erasedAt: z.string().optional(),
});

/** Whom an erasure is about. Kept only while it is at work. */
export type Subject = z.infer<typeof schema>;

export function readSubject(value: unknown): Subject {
  return schema.parse(value);
}

/** As a row keeps it. */
export function toRow({ erasedAt, ...rest }: Subject): Record<string, string> {
  return erasedAt === undefined ? rest : { ...rest, erasedAt };
}
