import { openDatabase } from "#db/client.ts";
import { applyMigrations } from "#db/migrate.ts";
import { findEventById } from "#db/queries/event-log.ts";
import {
  countConversations,
  findEventsToReplay,
  replayEvents,
  replayEventsById,
} from "#lib/events/replay-events.ts";
import { openQueue } from "#lib/queue/open-queue.ts";
import { causesOf, type Needs, PART, tenantNamed, type Wish, wishSchema } from "./replay-wish.ts";
import { replaySends } from "./sends-replay.ts";

export const EVENTS_REPLAY_USAGE = `  events:replay (--id ID | --tenant NAME [--since TIME] [--channel ID] [--limit N]) [--sends] [--dry-run]
      Has events that were given up handled again, the oldest first. TIME is when they reached us,
      such as 2026-03-01T08:00Z; N is 1000 unless told otherwise. --dry-run only counts. With --sends
      it is answers that could not be sent, or not be stored at dm-voice-agent, and TIME is when they
      were written; what is in doubt is left for a person to decide.`;

/** @returns what was done, or would be, in words. */
export async function eventsReplay(databaseUrl: string, values: object): Promise<string> {
  const wish = wishSchema.parse(values);
  await applyMigrations(databaseUrl);
  const { db, close } = openDatabase(databaseUrl, { max: 2 });
  try {
    const boss = await openQueue(databaseUrl, { works: false });
    try {
      if (wish.sends) return await replaySends({ db, boss }, wish);
      return await (wish.id === undefined
        ? replayMany({ db, boss }, wish)
        : replayOne({ db, boss }, wish));
    } finally {
      await boss.stop();
    }
  } finally {
    await close();
  }
}

async function replayOne(needs: Needs, { id = "", "dry-run": isDry }: Wish): Promise<string> {
  const event = await findEventById(needs.db, id);
  if (event === null) throw new Error("There is no such event.");
  const { tenantId, status, lastError } = event;
  if (tenantId === null)
    throw new Error("The event came for a page that no company had connected.");
  const about = `The event is ${status}${lastError === null ? "" : ` (${lastError})`}`;
  if (isDry) return `${about}. Nothing was changed.`;
  const outcome = await replayEventsById(needs, { tenantId, userId: null }, [id]);
  if (outcome.get(id) !== "replayed")
    throw new Error(`${about}: only what failed can be replayed.`);
  return "Replayed 1 event.";
}

async function replayMany(needs: Needs, wish: Wish): Promise<string> {
  const tenantId = await tenantNamed(wish.tenant, needs);
  const filter = { channel_id: wish.channel, after: wish.since };
  if (wish["dry-run"]) {
    const { events, more } = await findEventsToReplay(
      needs,
      { tenantId },
      { filter, limit: wish.limit },
    );
    return [
      `${inWords(events.length, countConversations(events))} would be replayed. Nothing was changed.`,
      ...causesOf(events),
      ...(more ? ["More are dead than --limit takes."] : []),
    ].join("\n");
  }
  let replayed = 0;
  let conversations = 0;
  let more = true;
  while (more && replayed < wish.limit) {
    const limit = Math.min(PART, wish.limit - replayed);
    const part = await replayEvents(needs, { tenantId, userId: null }, { filter, limit });
    replayed += part.replayed;
    conversations += part.conversations;
    more = part.more && part.replayed > 0;
  }
  const rest = more ? " More are dead: run it again." : "";
  return `Replayed ${inWords(replayed, conversations)}.${rest}`;
}

function inWords(events: number, conversations: number): string {
  return `${events} ${events === 1 ? "event" : "events"} of ${conversations} ${
    conversations === 1 ? "conversation" : "conversations"
  }`;
}
