import { and, eq, gt, inArray, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { metaAttachments } from "#db/schema/meta-attachments.ts";

type Source = { crmChannelId: string; sourceUrlHash: string; type: string };

const isIt = ({ crmChannelId, sourceUrlHash, type }: Source) =>
  and(
    eq(metaAttachments.crmChannelId, crmChannelId),
    eq(metaAttachments.sourceUrlHash, sourceUrlHash),
    eq(metaAttachments.type, type),
  );

/** Meta's id of a file that the channel has uploaded before; null when there is none to rely on. */
export async function findAttachmentId(db: Db, source: Source): Promise<string | null> {
  const [row] = await db
    .select({ id: metaAttachments.attachmentId })
    .from(metaAttachments)
    .where(and(isIt(source), gt(metaAttachments.expiresAt, sql`now()`)));
  return row?.id ?? null;
}

/** Ours end before Meta's do, after 90 days. */
const KEPT = sql`now() + interval '80 days'`;

export async function keepAttachmentId(
  db: Db,
  source: Source,
  attachmentId: string,
): Promise<void> {
  await db
    .insert(metaAttachments)
    .values({ ...source, attachmentId, expiresAt: KEPT })
    .onConflictDoUpdate({
      target: [metaAttachments.crmChannelId, metaAttachments.sourceUrlHash, metaAttachments.type],
      set: { attachmentId, expiresAt: KEPT },
    });
}

/** Meta does not take the id any more. */
export async function forgetAttachmentIds(
  db: Db,
  crmChannelId: string,
  attachmentIds: readonly string[],
): Promise<void> {
  await db
    .delete(metaAttachments)
    .where(
      and(
        eq(metaAttachments.crmChannelId, crmChannelId),
        inArray(metaAttachments.attachmentId, [...attachmentIds]),
      ),
    );
}
