import { listDoubtful } from "#db/queries/doubts.ts";
import { hasWaitingEcho } from "#db/queries/events.ts";
import { listKnownExternalIds } from "#db/queries/messages.ts";
import { moveMessage, type OpenMessage } from "#db/queries/outbox.ts";
import { isTimeBeforeRestore } from "#db/queries/restore.ts";
import type { Message } from "#db/schema/messages.ts";
import { pageTokenOf } from "#lib/channels/page-token.ts";
import { readInTurn } from "#lib/channels/read-in-turn.ts";
import { listMessagesWith } from "#lib/meta/conversations.ts";
import { messageIdOf } from "#lib/meta/message-id.ts";
import { compareContent, type Said } from "./compare-content.ts";
import { concludeSent, concludeUnsent, dropSuperseded } from "./conclude.ts";
import { isSuperseded } from "./deliver.ts";
import { ChannelDisconnectedError, DoubtfulSendError, ProvenAbsentError } from "./errors.ts";
import type { ReplyNeeds, Turn } from "./turn.ts";

/** Meta's clock and the database's differ by less than this; more of Meta's list only asks a person. */
const CLOCKS_APART_MS = 60 * 60_000;
const ECHO_LOOK_MS = 2_000;
/** Reads of Meta's list, DOUBT_WAIT_MS apart, that prove that a message was not sent. */
const READS_TO_PROVE_ABSENCE = 2;

/**
 * Finds out what became of a message that was being sent when its worker died or lost the answer:
 * its echo settles it any time (settle-by-echo.ts); else, after a while, Meta's own list of the
 * conversation does. Found there exactly as often as it is missing here, it was sent. Absent twice,
 * it was not, and goes out again. All else is for a person to decide.
 *
 * @throws {AppError} when it is too early to tell, or Meta's list could not be read.
 */
export async function reconcile(
  { message, claimedForMs }: OpenMessage,
  turn: Turn,
  needs: ReplyNeeds,
): Promise<void> {
  const { DOUBT_WAIT_MS } = needs.settings;
  const ownWaitMs = DOUBT_WAIT_MS * (1 + message.absentReads) - (claimedForMs ?? Infinity);
  if (ownWaitMs > 0) throw new DoubtfulSendError(codeOf(message), ownWaitMs);

  const { channel } = turn;
  if (channel.status === "disconnected") return hold(message, turn, needs);
  if (channel.status === "reauthorization_required") throw new ChannelDisconnectedError();
  const [shown, missing] = await Promise.all([
    listUnknown(message, turn, needs),
    listDoubtful(needs.db, turn.conversation.id),
  ]);
  const alike = missing.filter((other) => compareContent(message, other) === "same");
  const found = shown.filter((other) => compareContent(message, other) === "same");
  if (shown.some((other) => compareContent(message, other) === "unclear")) {
    return hold(message, turn, needs);
  }
  if (found.length === 0) return concludeAbsent(message, turn, needs);

  const mid = found[alike.findIndex(({ id }) => id === message.id)]?.mid;
  if (found.length !== alike.length || mid === undefined) return hold(message, turn, needs);
  await concludeSent(message, mid, turn, needs);
}

/** Messages of the page since this one was claimed that our history does not know, oldest first. */
async function listUnknown(
  message: Message,
  { channel, conversation }: Turn,
  { db, graph, tokenBox }: ReplyNeeds,
): Promise<(Said & { mid: string })[]> {
  const claimedAt = (message.claimedAt ?? message.occurredAt).getTime();
  const listed = await listMessagesWith(graph, {
    facebookPageId: channel.facebookPageId,
    platform: channel.platform,
    externalUserId: conversation.externalUserId,
    pageToken: await pageTokenOf(channel, tokenBox),
    inTurn: readInTurn(db, channel.facebookPageId),
    since: new Date(claimedAt - CLOCKS_APART_MS),
  });
  const ours = listed
    .filter(({ from }) => from !== conversation.externalUserId)
    .filter(({ at }) => at.getTime() >= claimedAt - CLOCKS_APART_MS)
    .map(({ mid, text, attachments }) => ({ mid: messageIdOf(mid), text, attachments }));
  const mids = ours.map(({ mid }) => mid);
  const known = await listKnownExternalIds(db, channel.id, mids);
  return ours.filter(({ mid }) => !known.has(mid)).reverse();
}

async function concludeAbsent(message: Message, turn: Turn, needs: ReplyNeeds): Promise<void> {
  const { channel, conversation } = turn;
  const key = `${channel.platformPageId}:${conversation.externalUserId}`;
  if (await hasWaitingEcho(needs.db, key)) {
    throw new DoubtfulSendError(codeOf(message), ECHO_LOOK_MS);
  }
  if (isSuperseded(message, turn)) return dropSuperseded(message, turn, needs);
  const ifSendAttempts = message.sendAttempts;
  const absentReads = message.absentReads + 1;
  if (absentReads < READS_TO_PROVE_ABSENCE) {
    const change = { absentReads, keepsTries: true, ifSendAttempts };
    await moveMessage(needs.db, message.id, ["sending"], change);
    throw new DoubtfulSendError(codeOf(message), needs.settings.DOUBT_WAIT_MS);
  }
  // Since the backup it may have been replaced by another one, which our history does not know.
  if (await isTimeBeforeRestore(needs.db, message.createdAt)) return hold(message, turn, needs);
  const change = { status: "queued", absentReads: 0, keepsTries: true, ifSendAttempts } as const;
  if (await moveMessage(needs.db, message.id, ["sending"], change)) throw new ProvenAbsentError();
}

function hold(message: Message, turn: Turn, needs: ReplyNeeds): Promise<void> {
  return concludeUnsent(message, { status: "held", code: "replies.unproven" }, turn, needs);
}

/** Why it is in doubt; a worker that died could not say. */
function codeOf({ lastError }: Message): string {
  return lastError ?? "replies.interrupted";
}
