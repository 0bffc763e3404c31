import { and, asc, eq, gt, inArray, isNotNull, isNull, ne, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type Message, messages } from "#db/schema/messages.ts";
import type { Mistaken } from "./storing.ts";

/** What tells one of our messages from another in Meta's list. */
const DOUBT = { id: messages.id, text: messages.text, attachments: messages.attachments };
type Doubt = Pick<Message, keyof typeof DOUBT>;

/** The conversation's messages whose fate Meta's list may tell, oldest claim first. */
export function listDoubtful(db: Db, conversationId: string): Promise<Doubt[]> {
  return db
    .select(DOUBT)
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        inArray(messages.status, ["sending", "held"]),
      ),
    )
    .orderBy(asc(messages.claimedAt), asc(messages.id));
}

/** The same, and those that a person said were sent: our messages whose id of Meta's is not known. */
export function listUnnamed(db: Db, conversationId: string): Promise<Doubt[]> {
  return db
    .select(DOUBT)
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        eq(messages.direction, "outbound"),
        inArray(messages.status, ["sending", "held", "sent"]),
        isNull(messages.externalMessageId),
      ),
    )
    .orderBy(asc(messages.claimedAt), asc(messages.id));
}

/** What Meta's clock and ours may be apart, and how long a message may be tried again. */
const ABOUT = sql.raw("interval '1 hour'");

/** Messages that we tried to send at about that time, whatever became of them. */
export function listTriedAbout(db: Db, conversationId: string, at: Date): Promise<Doubt[]> {
  const time = sql`${at.toISOString()}::timestamptz`;
  return db
    .select(DOUBT)
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        gt(messages.sendAttempts, 0),
        sql`${messages.claimedAt} between ${time} - ${ABOUT} and ${time} + ${ABOUT}`,
      ),
    );
}

/**
 * Takes Meta's message id off a message that was guessed to have it; what was taken for somebody
 * else's before we knew that it is ours goes altogether.
 *
 * @returns What went.
 */
export async function releaseExternalId(
  db: Db,
  {
    crmChannelId,
    externalMessageId,
    exceptId,
  }: Record<"crmChannelId" | "externalMessageId" | "exceptId", string>,
): Promise<Mistaken | null> {
  const isOther = and(
    eq(messages.crmChannelId, crmChannelId),
    eq(messages.externalMessageId, externalMessageId),
    eq(messages.direction, "outbound"),
    ne(messages.id, exceptId),
  );
  const [mistaken] = await db
    .delete(messages)
    .where(and(isOther, isNotNull(messages.origin)))
    .returning({
      storeStartedAt: messages.storeStartedAt,
      storedAtVoiceAgentAt: messages.storedAtVoiceAgentAt,
      createdAt: messages.createdAt,
    });
  await db.update(messages).set({ externalMessageId: null }).where(isOther);
  return mistaken ?? null;
}
