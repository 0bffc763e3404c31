import type { Erasure } from "#db/schema/erasures.ts";
import type { VoiceAgentClient } from "#lib/voice-agent/client.ts";
import { VoiceAgentError } from "#lib/voice-agent/errors.ts";
import type { Subject } from "./subject.ts";

const NOT_IMPLEMENTED = 501;

type Outcome = Pick<Erasure, "remote" | "lastError">;

/**
 * Has dm-voice-agent forget the customer.
 *
 * @throws what a later try may not meet again.
 */
export async function eraseThere(
  { id }: Pick<Erasure, "id">,
  { channelId, voiceAgentConversationId, externalUserId }: Subject,
  voiceAgent: Pick<VoiceAgentClient, "eraseContact">,
): Promise<Outcome> {
  // A channel that was never registered there has nothing there.
  if (channelId === "") return { remote: "erased", lastError: null };
  const contact = { channelId, externalUserId, conversationId: voiceAgentConversationId };
  try {
    return { remote: await voiceAgent.eraseContact(contact, id), lastError: null };
  } catch (error) {
    if (!(error instanceof VoiceAgentError)) throw error;
    if (error.class !== "refused" && error.status !== NOT_IMPLEMENTED) throw error;
    return { remote: "refused", lastError: error.code };
  }
}
