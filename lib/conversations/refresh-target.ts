import type { Db } from "#db/client.ts";
import {
  listActivities,
  lockByExternalId,
  passOnDueReply,
  replacePreview,
  setContent,
} from "#db/queries/activities.ts";
import type { Channel } from "#db/schema/channels.ts";
import type { Message } from "#db/schema/messages.ts";
import { announce } from "#lib/live/live.ts";
import { applyActivities } from "./apply-activities.ts";
import { attachmentWords } from "./attachment-words.ts";
import { stripEvents } from "./strip-events.ts";

/** What an agent and the list of conversations read in place of a message that was taken back. */
export const DELETED_WORDS = "[message deleted]";

/**
 * Makes a message what its edits, reactions and unsend have made of it, whichever came first. Run
 * again it changes nothing. What was taken back is removed wherever we have it.
 */
export async function refreshTarget(
  db: Db,
  channel: Pick<Channel, "id" | "platformPageId">,
  externalMessageId: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    const named = { crmChannelId: channel.id, externalMessageId };
    const target = await lockByExternalId(tx, named);
    const activities = await listActivities(tx, named);
    const unsend = activities.find(({ kind }) => kind === "unsend");
    if (unsend !== undefined) {
      const edits = activities.filter(({ kind }) => kind === "edit");
      await setContent(
        tx,
        edits.map(({ id }) => id),
        { text: null },
      );
      await stripEvents(tx, { pageId: channel.platformPageId, mid: externalMessageId });
      if (target !== null) await takeBack(tx, target, unsend.occurredAt);
    } else if (target !== null) {
      await change(tx, target, applyActivities(target, activities));
    }
  });
}

async function change(
  tx: Db,
  target: Message,
  content: ReturnType<typeof applyActivities>,
): Promise<void> {
  await setContent(tx, [target.id], content);
  await replacePreview(tx, target.conversationId, {
    at: target.occurredAt,
    from: previewOf(target),
    to: previewOf({ ...target, ...content }),
  });
  await tell(tx, target);
}

/**
 * The page took a message of its own back.
 *
 * @returns Its conversation; null when there is no such message.
 */
export function takeBackPageAnswer(
  db: Db,
  channel: Pick<Channel, "id" | "platformPageId">,
  externalMessageId: string,
  { occurredAt }: { occurredAt: Date },
): Promise<string | null> {
  return db.transaction(async (tx) => {
    const target = await lockByExternalId(tx, { crmChannelId: channel.id, externalMessageId });
    if (target === null) return null;
    await stripEvents(tx, { pageId: channel.platformPageId, mid: externalMessageId });
    await takeBack(tx, target, occurredAt);
    return target.conversationId;
  });
}

/** Its text, attachments and structure go; that it was there, when, and its reactions stay. */
async function takeBack(tx: Db, target: Message, at: Date): Promise<void> {
  await setContent(tx, [target.id], {
    text: null,
    attachments: [],
    content: null,
    metadata: {},
    edits: [],
    deletedAt: target.deletedAt ?? at,
  });
  await replacePreview(tx, target.conversationId, {
    at: target.occurredAt,
    from: previewOf(target),
    to: DELETED_WORDS,
  });
  await passOnDueReply(tx, target);
  await tell(tx, target);
}

export function previewOf({
  text,
  attachments,
  deletedAt,
}: Pick<Message, "text" | "attachments" | "deletedAt">): string {
  if (deletedAt !== null) return DELETED_WORDS;
  return text ?? attachmentWords(attachments) ?? "";
}

function tell(tx: Db, { tenantId, conversationId }: Message): Promise<void> {
  return announce(tx, tenantId, { type: "message", conversation_id: conversationId });
}
