import type { Db } from "#db/client.ts";
import { claimForStoring, endStoring, markStored } from "#db/queries/messages.ts";
import type { Message } from "#db/schema/messages.ts";
import { AppError } from "#lib/errors.ts";
import { failpoint } from "#lib/failpoint.ts";
import type { MessageToStore, VoiceAgentClient } from "#lib/voice-agent/client.ts";
import { VoiceAgentError } from "#lib/voice-agent/errors.ts";
import type { Presence } from "#lib/voice-agent/find-in-history.ts";

/**
 * After this a claim is somebody's who died or is frozen: who is alive keeps the conversation's job.
 * Longer than FENCE_MS, so that who is frozen between claim and write does not write any more.
 */
const UNDER_WAY_SECONDS = 12;
const FENCE_MS = 9_000;
const LOOK_AGAIN_MS = 1_000;

/** Another worker, or one that died, has begun to store the message. */
class StoringElsewhereError extends AppError {
  override readonly name = "StoringElsewhereError";
  readonly code = "conversations.storing-elsewhere";
  readonly class = "not-yet";
  override readonly retryAfterMs = LOOK_AGAIN_MS;

  constructor() {
    super("The message is being stored by somebody else");
  }
}

type Storable = Pick<Message, "id" | "storedAtVoiceAgentAt" | "storeStartedAt">;

/**
 * Stores a message at dm-voice-agent, once. The platform does not promise to know a copy, so after a
 * try of unknown outcome its own list is asked before anything is written again.
 *
 * @param hasClaim The row was added just now with its claim, so nobody has tried before.
 * @throws {VoiceAgentError | UpstreamAwayError | StoringElsewhereError}
 */
export async function storeOnce(
  { db, voiceAgent }: { db: Db; voiceAgent: VoiceAgentClient },
  message: Storable,
  content: MessageToStore,
  { hasClaim = false }: { hasClaim?: boolean } = {},
): Promise<void> {
  if (message.storedAtVoiceAgentAt !== null) return;
  const claimedAt = performance.now();
  if (!hasClaim && !(await claimForStoring(db, message.id, UNDER_WAY_SECONDS))) {
    throw new StoringElsewhereError();
  }
  let isDoubtful = !hasClaim && message.storeStartedAt !== null;
  try {
    const presence = isDoubtful ? await lookFor(voiceAgent, content) : "absent";
    if (presence === "absent") isDoubtful = false;
    await failpoint("store.before-write");
    if (performance.now() - claimedAt > FENCE_MS) throw new StoringElsewhereError();
    if (presence !== "there") await store(voiceAgent, content, message.id);
  } catch (error) {
    const mayHaveArrived = error instanceof VoiceAgentError && error.mayHaveTakenEffect;
    await endStoring(db, message.id, { isDoubtful: isDoubtful || mayHaveArrived });
    throw error;
  }
  await failpoint("store.after-answer");
  await markStored(db, message.id);
}

/** @throws {VoiceAgentError} also for a success that the platform's own list belies. */
async function store(voiceAgent: VoiceAgentClient, content: MessageToStore, key: string) {
  const { isConfirmed } = await voiceAgent.storeMessage(content, key);
  if (isConfirmed) return;
  // Without an answer the next try looks again before it writes.
  const presence = await lookFor(voiceAgent, content).catch(() => "absent" as const);
  if (presence !== "absent") return;
  throw new VoiceAgentError("v1/internal/messages", "unavailable", { mayHaveTakenEffect: true });
}

/** When the list does not say which message is which, the idempotency key has to do. */
function lookFor(voiceAgent: VoiceAgentClient, content: MessageToStore): Promise<Presence> {
  const { channelId, externalUserId, externalMessageId } = content;
  return voiceAgent.isStored({ channelId, externalUserId }, externalMessageId);
}
