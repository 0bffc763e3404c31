import { and, eq, isNull, lt, or } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { conversations } from "#db/schema/conversations.ts";

type Receipt = { crmChannelId: string; externalUserId: string; until: Date };

/**
 * Notes up to when the customer has received, or read, what was sent. Receipts come in any order; an
 * older one changes nothing.
 *
 * @returns The conversation, when it learned something new.
 */
export async function noteReceipt(
  db: Db,
  what: "received" | "read",
  { crmChannelId, externalUserId, until }: Receipt,
): Promise<string | null> {
  const column = what === "read" ? "customerReadUntil" : "customerReceivedUntil";
  const [row] = await db
    .update(conversations)
    .set({ [column]: until })
    .where(
      and(
        eq(conversations.crmChannelId, crmChannelId),
        eq(conversations.externalUserId, externalUserId),
        or(isNull(conversations[column]), lt(conversations[column], until)),
      ),
    )
    .returning({ id: conversations.id });
  return row?.id ?? null;
}
