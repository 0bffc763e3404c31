import { listRepeatable } from "#db/queries/attention.ts";
import { findMessageById } from "#db/queries/messages.ts";
import { replayMessage } from "#lib/attention/replay-message.ts";
import { causesOf, type Needs, tenantNamed, type Wish } from "./replay-wish.ts";

const REFUSED: Readonly<Record<string, string>> = {
  not_found: "There is no such answer.",
  message_not_replayable: "The answer is neither failed nor lacking at dm-voice-agent.",
  message_superseded: "The conversation went on: sent now it would come too late.",
};

/** Has answers sent, or stored at dm-voice-agent, after all. @returns What was done, in words. */
export async function replaySends(needs: Needs, wish: Wish): Promise<string> {
  return wish.id === undefined ? replayMany(needs, wish) : replayOne(needs, wish.id, wish);
}

async function replayOne(needs: Needs, id: string, wish: Wish): Promise<string> {
  const message = await findMessageById(needs.db, id);
  if (message === null || message.direction !== "outbound") throw new Error(REFUSED.not_found);
  const { status, lastError, tenantId } = message;
  if (wish["dry-run"]) {
    const why = lastError === null ? "" : ` (${lastError})`;
    return `The answer is ${status}${why}. Nothing was changed.`;
  }
  const outcome = await replayMessage(needs, { tenantId, userId: null }, id);
  if (outcome !== "replayed") throw new Error(REFUSED[outcome]);
  return "Replayed 1 answer.";
}

async function replayMany(needs: Needs, wish: Wish): Promise<string> {
  const tenantId = await tenantNamed(wish.tenant, needs);
  const { channel: channelId, since, limit } = wish;
  const found = await listRepeatable(needs.db, { tenantId, channelId, since, limit: limit + 1 });
  const taken = found.slice(0, limit);
  const rest = found.length > limit ? " More have failed: run it again." : "";
  if (wish["dry-run"]) {
    const words = `${inWords(taken.length)} would be replayed. Nothing was changed.${rest}`;
    return [words, ...causesOf(taken)].join("\n");
  }
  let replayed = 0;
  for (const { id } of taken) {
    const outcome = await replayMessage(needs, { tenantId, userId: null }, id);
    if (outcome === "replayed") replayed += 1;
  }
  const left = taken.length - replayed;
  const leftInWords = left === 0 ? "" : ` ${left} left: the conversation went on meanwhile.`;
  return `Replayed ${inWords(replayed)}.${leftInWords}${rest}`;
}

function inWords(answers: number): string {
  return `${answers} ${answers === 1 ? "answer" : "answers"}`;
}
