import type { Db } from "#db/client.ts";
import {
  claimForStoring,
  countStored,
  endStoring,
  findStoring,
  hasOlder,
  hasOlderSaid,
  markStored,
} from "#db/queries/storing.ts";
import { AppError, NotYetError } from "#lib/errors.ts";
import { failpoint } from "#lib/failpoint.ts";
import { type MessageToStore, NO_TEXT, type VoiceAgentClient } from "#lib/voice-agent/client.ts";
import { isConflict, isSuccess, VoiceAgentError } from "#lib/voice-agent/errors.ts";

/**
 * Until then a begun store may still arrive (lib/outbound.ts: twice the limit of 15 s), so that its
 * absence at the platform proves nothing.
 */
const MAY_ARRIVE_MS = 31_000;
/** A line that was cut leaves less to come than one that was silent. */
const CUT_MAY_ARRIVE_MS = 3_000;
/** Below this an error came from the line and not from our own limit. */
const CUT_WITHIN_MS = 10_000;
/** Who is alive keeps the conversation's job; after this a begin is somebody's who died or is frozen. */
const UNDER_WAY_MS = 12_000;
/** Shorter than UNDER_WAY_MS: who is frozen between begin and write does not write any more. */
const FENCE_MS = 9_000;
const LOOK_AGAIN_MS = 1_000;

/** Another worker, or one that died, has begun to store the message; it may still arrive. */
const storingElsewhere = () =>
  new NotYetError(
    "conversations.storing-elsewhere",
    "The message may be on its way to dm-voice-agent",
    LOOK_AGAIN_MS,
    { endsPatience: false },
  );

/** So much came after it that the platform's list cannot show it: a person has to say that it is missing. */
class StoreUnprovenError extends AppError {
  override readonly name = "StoreUnprovenError";
  readonly code = "conversations.store-unproven";
  readonly class = "refused";

  constructor() {
    super("It cannot be told whether dm-voice-agent has the message");
  }
}

type Needs = { db: Db; voiceAgent: VoiceAgentClient };
/** The begin of a store that is ours: its time, by which nobody else's is taken for it. */
type Begin = { startedAt: Date; since: number };

/**
 * Stores a message at dm-voice-agent, once. The platform does not promise to know a copy, so after a
 * try of unknown outcome its own list is asked, once that try cannot arrive any more.
 *
 * @param begin When the row was added just now with its begin: nobody has tried before. `since` is a
 *   time of `performance.now()` before it was added.
 * @throws {VoiceAgentError | UpstreamAwayError | NotYetError | StoreUnprovenError}
 */
export async function storeOnce(
  needs: Needs,
  messageId: string,
  content: MessageToStore,
  begin?: Begin,
): Promise<void> {
  const mine = begin ?? (await beginStoring(needs, messageId, content));
  if (mine === null) return;
  const writtenAt = performance.now();
  try {
    await failpoint("store.before-write");
    await store(needs, content, messageId, mine.since + FENCE_MS);
  } catch (error) {
    const mayArriveMs = mayStillArrive(error, performance.now() - writtenAt);
    const begunMsAgo = mayArriveMs === null ? null : MAY_ARRIVE_MS - mayArriveMs;
    await endStoring(needs.db, messageId, { startedAt: mine.startedAt, begunMsAgo });
    throw error;
  }
  await failpoint("store.after-answer");
  await markStored(needs.db, messageId);
}

/** Null when it is stored, by an earlier try or somebody else's. */
async function beginStoring(
  { db, voiceAgent }: Needs,
  messageId: string,
  content: MessageToStore,
): Promise<Begin | null> {
  const since = performance.now();
  const earlier = await findStoring(db, messageId);
  if (earlier === null || earlier.isStored) return null;
  if (earlier.startedForMs !== null) {
    if (earlier.startedForMs < UNDER_WAY_MS) throw storingElsewhere();
    const presence = await lookUp({ db, voiceAgent }, messageId, content);
    if (presence === "there") {
      await markStored(db, messageId);
      return null;
    }
    if (earlier.startedForMs < MAY_ARRIVE_MS) throw storingElsewhere();
    if (presence === "unproven") {
      // Who has it tried again after this says that it is not there.
      const { startedAt } = earlier;
      if (startedAt !== null) await endStoring(db, messageId, { startedAt, begunMsAgo: null });
      throw new StoreUnprovenError();
    }
  }
  const startedAt = await claimForStoring(db, messageId, earlier.startedAt);
  if (startedAt === null) throw storingElsewhere();
  return { startedAt, since };
}

/** `unproven`: so much came after it that its absence from the list says nothing. */
type Presence = "there" | "absent" | "unproven" | "unknown";

async function lookUp(
  { db, voiceAgent }: Needs,
  id: string,
  content: MessageToStore,
): Promise<Presence> {
  const { channelId, externalUserId, externalMessageId, direction, text } = content;
  // An answer whose mid came late, by its echo, may have been stored under our own id before.
  const { presence, fullOf, said } = await voiceAgent.isStored({ channelId, externalUserId }, [
    externalMessageId,
    id,
  ]);
  if (said === null) {
    if (presence !== "absent" || fullOf === null) return presence;
    return (await hasOlder(db, id, fullOf)) ? presence : "unproven";
  }
  const told = text ?? NO_TEXT;
  const alike = said.filter((each) => each.direction === direction && each.text === told);
  const known = await countStored(db, id, { text: told, among: said.length });
  if (alike.length > known.alike) {
    // What we do not know, or do not know any more, may read like it.
    return said.length > known.stored + 1 ? "unknown" : "there";
  }
  return fullOf === null || (await hasOlderSaid(db, id, { said, noText: NO_TEXT }))
    ? "absent"
    : "unproven";
}

/** @throws {VoiceAgentError} also for a success that the platform's own list belies. */
async function store(
  needs: Needs,
  content: MessageToStore,
  key: string,
  startBy: number,
): Promise<void> {
  try {
    const { isConfirmed } = await needs.voiceAgent.storeMessage(content, key, { startBy });
    if (isConfirmed) return;
  } catch (error) {
    if (isConflict(error) && (await mayHaveIt(needs, key, content))) return;
    throw error;
  }
  // Without an answer the next try looks again before it writes.
  const presence = await lookUp(needs, key, content).catch(() => null);
  if (presence === "there" || presence === "unknown") return;
  throw new VoiceAgentError("v1/internal/messages", "unavailable", {
    lane: "store",
    status: 200,
    mayHaveTakenEffect: true,
  });
}

/** Only its own list belies a platform that says it has the message; one that it refuses says nothing. */
async function mayHaveIt(...lookedFor: Parameters<typeof lookUp>): Promise<boolean> {
  try {
    return (await lookUp(...lookedFor)) !== "absent";
  } catch (error) {
    if (error instanceof VoiceAgentError && error.class === "refused") return true;
    throw error;
  }
}

/** For how long the failed write may still get through; null when it certainly did not. */
function mayStillArrive(error: unknown, tookMs: number): number | null {
  if (!(error instanceof VoiceAgentError) || !error.mayHaveTakenEffect) return null;
  // Answered by a success, it most likely was done: a list that lags behind must not belie it.
  if (isSuccess(error.status)) return MAY_ARRIVE_MS;
  if (error.status !== null) return 0;
  return tookMs < CUT_WITHIN_MS ? CUT_MAY_ARRIVE_MS : Math.max(0, MAY_ARRIVE_MS - tookMs);
}
