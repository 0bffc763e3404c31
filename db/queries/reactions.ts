import { and, eq, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type Message, messages, type Reaction } from "#db/schema/messages.ts";

/** A customer's message of the tenant's that is still there. */
export async function findCustomersMessage(
  db: Db,
  { tenantId, id }: { tenantId: string; id: string },
): Promise<Message | null> {
  const [row] = await db
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.id, id),
        eq(messages.tenantId, tenantId),
        eq(messages.direction, "inbound"),
        eq(messages.kind, "message"),
        sql`${messages.deletedAt} is null and ${messages.externalMessageId} is not null`,
      ),
    );
  return row ?? null;
}

/** The page has one reaction to a message at most; null takes it away. */
export async function setPageReaction(
  db: Db,
  id: string,
  reaction: Reaction | null,
): Promise<void> {
  const others = sql`jsonb_path_query_array(${messages.reactions}, '$[*] ? (@.by != "page")')`;
  const added = JSON.stringify(reaction === null ? [] : [reaction]);
  await db
    .update(messages)
    .set({ reactions: sql`${others} || ${added}::jsonb` })
    .where(eq(messages.id, id));
}
