import { and, eq } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { conversations } from "#db/schema/conversations.ts";
import { messages } from "#db/schema/messages.ts";

type Owned<Rest> = { tenantId: string } & Rest;

/** As Meta sent them; null when the tenant has no such message. */
export async function findAttachmentsOf(
  db: Db,
  { tenantId, messageId }: Owned<{ messageId: string }>,
): Promise<unknown[] | null> {
  const [row] = await db
    .select({ attachments: messages.attachments })
    .from(messages)
    .where(and(eq(messages.tenantId, tenantId), eq(messages.id, messageId)));
  return row?.attachments ?? null;
}

/** Null when the tenant has no such conversation, or the customer no picture that we know. */
export async function findPictureUrlOf(
  db: Db,
  { tenantId, conversationId }: Owned<{ conversationId: string }>,
): Promise<string | null> {
  const [row] = await db
    .select({ url: conversations.customerPictureUrl })
    .from(conversations)
    .where(and(eq(conversations.tenantId, tenantId), eq(conversations.id, conversationId)));
  return row?.url ?? null;
}
