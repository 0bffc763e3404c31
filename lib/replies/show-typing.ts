import { setTimeout as sleep } from "node:timers/promises";
import { listPauses } from "#db/queries/upstream-pauses.ts";
import { pageTokenOf } from "#lib/channels/page-token.ts";
import { errorCode } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { sendAction } from "#lib/meta/send.ts";
import type { ReplyNeeds, Turn } from "./turn.ts";

/** So that the word does not reach Meta behind the answer itself. */
const GRACE_MS = 300;

/**
 * Shows the customer that an answer is being written. A courtesy: its failure must not cost the
 * answer, nor its slowness delay it, and it must not use up a scarce budget.
 *
 * @returns To be called before the answer goes out: what Meta was not told by then is left.
 */
export function showTyping(turn: Turn, needs: ReplyNeeds): () => Promise<void> {
  const over = new AbortController();
  let telling: Promise<void> | null = null;
  const giveUp = (error: unknown) => {
    const conversationId = turn.conversation.id;
    log.info("typing was not shown", { conversationId, code: errorCode(error) });
  };
  const show = async () => {
    const to = await placeOf(turn, needs);
    if (to === null || over.signal.aborted) return;
    const action = { sender_action: "typing_on" } as const;
    telling = sendAction(needs.graph, to, action, over.signal).catch(giveUp);
  };
  show().catch(giveUp);
  return async () => {
    if (telling !== null) await Promise.race([telling, sleep(GRACE_MS, undefined, { ref: false })]);
    over.abort();
  };
}

/** @returns Null while Meta's budget is scarce. */
async function placeOf({ channel, conversation }: Turn, { db, tokenBox }: ReplyNeeds) {
  const { facebookPageId: pageId } = channel;
  const pauses = await listPauses(db, ["app", `page:${pageId}`]);
  if (pauses.some(({ waitMs, spacingMs }) => waitMs > 0 || spacingMs > 0)) return null;
  const pageToken = await pageTokenOf(channel, tokenBox);
  return { pageId, pageToken, recipientId: conversation.externalUserId };
}
