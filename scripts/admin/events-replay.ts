import type { PgBoss } from "pg-boss";
import { z } from "zod";
import { type Db, openDatabase } from "#db/client.ts";
import { applyMigrations } from "#db/migrate.ts";
import { findEventById } from "#db/queries/event-log.ts";
import { findTenantId } from "#db/queries/tenants.ts";
import {
  countConversations,
  findEventsToReplay,
  replayEvents,
  replayEventsById,
} from "#lib/events/replay-events.ts";
import { openQueue } from "#lib/queue/open-queue.ts";

export const EVENTS_REPLAY_USAGE = `  events:replay (--id ID | --tenant NAME [--since TIME] [--channel ID] [--limit N]) [--dry-run]
      Has events that were given up handled again, the oldest first. TIME is when they reached us,
      such as 2026-03-01T08:00Z; N is 1000 unless told otherwise. --dry-run only counts.`;

const MAX = 100_000;
/** What one bulk replay takes. */
const PART = 1_000;

const SINCE = "must look like 2026-03-01T08:00Z";

const wishSchema = z
  .object({
    id: z.uuid("must be the id of an event").optional(),
    tenant: z.string().optional(),
    since: z
      .string()
      .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/, SINCE)
      .transform((at) => new Date(at))
      .refine((at) => !Number.isNaN(at.getTime()), SINCE)
      .optional(),
    channel: z.uuid("must be the id of a channel").optional(),
    limit: z.coerce.number().int().min(1).max(MAX).default(PART),
    "dry-run": z.boolean().default(false),
  })
  .refine(({ id, tenant }) => (id === undefined) !== (tenant === undefined), {
    path: ["id"],
    error: "or --tenant is required, and not both",
  });

type Wish = z.infer<typeof wishSchema>;
type Needs = { db: Db; boss: PgBoss };

/** @returns what was done, or would be, in words. */
export async function eventsReplay(databaseUrl: string, values: object): Promise<string> {
  const wish = wishSchema.parse(values);
  await applyMigrations(databaseUrl);
  const { db, close } = openDatabase(databaseUrl, { max: 2 });
  try {
    const boss = await openQueue(databaseUrl, { works: false });
    try {
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
  const tenantId = await findTenantId(needs.db, wish.tenant ?? "");
  if (tenantId === null) throw new Error(`There is no company "${wish.tenant}".`);
  const filter = { channel_id: wish.channel, after: wish.since };
  if (wish["dry-run"]) {
    const { events, more } = await findEventsToReplay(
      needs,
      { tenantId },
      { filter, limit: wish.limit },
    );
    const codes = Object.entries(Object.groupBy(events, ({ lastError }) => lastError ?? "unknown"));
    return [
      `${inWords(events.length, countConversations(events))} would be replayed. Nothing was changed.`,
      ...codes.map(([code, found = []]) => `  ${found.length} × ${code}`),
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
