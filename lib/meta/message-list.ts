import { z } from "zod";
import { metaIdSchema } from "./meta-id.ts";

/** Graph writes `+0000` without a colon; some of its pages show seconds since 1970 instead. */
export const timeSchema = z
  .union([z.string().min(1), z.number().transform((seconds) => seconds * 1_000)])
  .transform((time) => new Date(time))
  .refine((time) => !Number.isNaN(time.getTime()));

export const personSchema = z.looseObject({ id: metaIdSchema });
export const listSchema = <Item extends z.ZodType>(item: Item) =>
  z.looseObject({ data: z.array(item) });

const messageSchema = z
  .looseObject({
    id: metaIdSchema,
    created_time: timeSchema,
    from: personSchema.nullish().catch(null),
    message: z.string().nullish().catch(null),
    attachments: listSchema(z.unknown()).nullish().catch(null),
  })
  // Of a conversation's older messages Meta tells only that they were there.
  .refine(({ from, message }) => from != null || message != null)
  .transform(({ id, created_time, from, message, attachments }) => ({
    mid: id,
    from: from?.id ?? "",
    text: message || null,
    attachments: attachments?.data ?? [],
    /** Of whole seconds: what happened within one second has no order. */
    at: created_time,
  }));

/** A row that nobody can read leaves a mark, because a list without it would prove an absence. */
export const messagesSchema = listSchema(messageSchema.nullable().catch(null));

export type ListedMessage = z.infer<typeof messageSchema>;

/** Newest first; complete back to `wholeSinceMs`, which is -Infinity when nothing was cut off. */
export type MessageList = { messages: ListedMessage[]; wholeSinceMs: number };

/** Stable, so that messages of one second stay as Meta listed them. */
export function toList(rows: (ListedMessage | null)[], limit: number): MessageList {
  const unreadableAt = rows.indexOf(null);
  const isWhole = unreadableAt === -1 && rows.length < limit;
  const readable = unreadableAt === -1 ? rows : rows.slice(0, unreadableAt);
  const oldestMs = readable.reduce((ms, row) => Math.min(ms, row?.at.getTime() ?? ms), Infinity);
  return {
    messages: rows
      .filter((row) => row !== null)
      .toSorted((one, other) => other.at.getTime() - one.at.getTime()),
    // Of the last second that is listed only a part may be.
    wholeSinceMs: isWhole ? -Infinity : oldestMs + 1_000,
  };
}

/** Whether nothing said since then is missing in the list. */
export function reaches({ wholeSinceMs }: MessageList, since: Date): boolean {
  return wholeSinceMs <= wholeSecondMs(since);
}

/** What was said since then, inclusive: Meta's times are whole seconds. */
export function saidSince({ messages }: MessageList, since: Date): ListedMessage[] {
  return messages.filter(({ at }) => at.getTime() >= wholeSecondMs(since));
}

function wholeSecondMs(time: Date): number {
  return Math.floor(time.getTime() / 1_000) * 1_000;
}
