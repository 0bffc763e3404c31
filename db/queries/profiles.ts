import { eq, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type Conversation, conversations } from "#db/schema/conversations.ts";
import { inMs } from "./clock.ts";

/** Names and pictures change, and Meta's addresses of pictures stop working after some days. */
export const PROFILE_DAYS = 3;

type Found = Pick<Conversation, "customerName" | "customerUsername" | "customerPictureUrl">;

/** Notes what Meta told of the customer. */
export async function saveProfile(db: Db, conversationId: string, found: Found): Promise<void> {
  await db
    .update(conversations)
    .set({ ...found, profileCheckedAt: sql`now()` })
    .where(eq(conversations.id, conversationId));
}

/** Notes that Meta told nothing, as if it had been asked `agoMs` ago; what was known stays. */
export async function noteProfileChecked(
  db: Db,
  conversationId: string,
  { agoMs }: { agoMs: number },
): Promise<void> {
  await db
    .update(conversations)
    .set({ profileCheckedAt: inMs(-agoMs) })
    .where(eq(conversations.id, conversationId));
}
