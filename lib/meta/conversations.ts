import { z } from "zod";
import { MetaError } from "./errors.ts";
import type { GraphClient } from "./graph-client.ts";
import { metaIdSchema } from "./meta-id.ts";

/** Graph writes `+0000` without a colon; some of its pages show seconds since 1970 instead. */
const timeSchema = z
  .union([z.string().min(1), z.number().transform((seconds) => seconds * 1_000)])
  .transform((time) => new Date(time))
  .refine((time) => !Number.isNaN(time.getTime()));

const personSchema = z.looseObject({ id: metaIdSchema });
const listSchema = <Item extends z.ZodType>(item: Item) => z.looseObject({ data: z.array(item) });

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
const messagesSchema = listSchema(messageSchema.nullable().catch(null));

const conversationSchema = z.looseObject({
  id: metaIdSchema,
  updated_time: timeSchema,
  participants: listSchema(personSchema).nullish().catch(null),
  messages: messagesSchema.nullish().catch(null),
});

const resultPageSchema = z.looseObject({
  data: z.array(conversationSchema.nullable().catch(null)),
  paging: z
    .looseObject({
      cursors: z.looseObject({ after: z.string().optional() }).nullish(),
      next: z.string().nullish(),
    })
    .nullish()
    .catch(null),
});

export type ListedMessage = z.infer<typeof messageSchema>;

export type ListedConversation = {
  id: string;
  updatedAt: Date;
  /** Ids of the customer and of the page or account; empty when Meta named nobody. */
  participants: string[];
  /** The newest ones; null when Meta left them out. */
  messages: MessageList | null;
};

/** Newest first; complete back to `wholeSinceMs`, which is -Infinity when nothing was cut off. */
export type MessageList = { messages: ListedMessage[]; wholeSinceMs: number };

/** Where to read: a page's Messenger conversations or those of the Instagram account linked to it. */
export type ConversationList = {
  facebookPageId: string;
  platform: "facebook" | "instagram";
  pageToken: string;
};

/** Meta shows details of a conversation's newest twenty messages only. */
const NESTED_MAX = 20;
/** For a conversation of which the newest twenty are not enough. */
const MESSAGES_MAX = 100;
const MESSAGE_FIELDS = "id,created_time,from,to,message,attachments";

/**
 * One result page of the conversations, the one that changed last first.
 *
 * @throws {MetaError}
 */
export async function listConversations(
  graph: GraphClient,
  list: ConversationList & { after?: string | null; limit?: number; externalUserId?: string },
): Promise<{ conversations: ListedConversation[]; after: string | null; isWhole: boolean }> {
  const { facebookPageId, platform, pageToken, after = null, limit, externalUserId } = list;
  const answer = await graph.call({
    method: "get",
    path: `${encodeURIComponent(facebookPageId)}/conversations`,
    answer: resultPageSchema,
    token: pageToken,
    pageId: facebookPageId,
    query: {
      platform: platform === "instagram" ? "instagram" : "messenger",
      fields: `id,updated_time,participants,messages.limit(${NESTED_MAX}){${MESSAGE_FIELDS}}`,
      ...(externalUserId === undefined ? {} : { user_id: externalUserId }),
      ...(limit === undefined ? {} : { limit: String(limit) }),
      ...(after === null ? {} : { after }),
    },
  });
  const next = answer.paging?.cursors?.after;
  const hasMore = Boolean(answer.paging?.next) && next !== undefined && next !== after;
  const conversations = answer.data.flatMap((row) => (row === null ? [] : toConversation(row)));
  return {
    conversations,
    after: hasMore ? next : null,
    isWhole: conversations.length === answer.data.length,
  };
}

function toConversation(row: z.infer<typeof conversationSchema>): ListedConversation {
  return {
    id: row.id,
    updatedAt: row.updated_time,
    participants: row.participants?.data.map(({ id }) => id) ?? [],
    messages: row.messages == null ? null : toList(row.messages.data, NESTED_MAX),
  };
}

const oneConversationSchema = z.looseObject({ messages: messagesSchema });

/**
 * Up to a hundred of one conversation's messages.
 *
 * @throws {MetaError}
 */
export async function readConversation(
  graph: GraphClient,
  {
    conversationId,
    facebookPageId,
    pageToken,
  }: { conversationId: string; facebookPageId: string; pageToken: string },
): Promise<MessageList> {
  const answer = await graph.call({
    method: "get",
    path: encodeURIComponent(conversationId),
    answer: oneConversationSchema,
    token: pageToken,
    pageId: facebookPageId,
    query: { fields: `messages.limit(${MESSAGES_MAX}){${MESSAGE_FIELDS}}` },
  });
  return toList(answer.messages.data, MESSAGES_MAX);
}

/** Stable, so that messages of one second stay as Meta listed them. */
function toList(rows: (ListedMessage | null)[], limit: number): MessageList {
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

/**
 * What was said with one customer since then, by either side, newest first. Complete or not at all:
 * what is absent here is absent at Meta.
 *
 * @throws {MetaError} `transient` also when Meta's answers cannot be read to that point.
 */
export async function listMessagesWith(
  graph: GraphClient,
  list: ConversationList & { externalUserId: string; since: Date },
): Promise<ListedMessage[]> {
  const { externalUserId, facebookPageId, pageToken, since } = list;
  const { conversations, after, isWhole } = await listConversations(graph, list);
  if (!isWhole || after !== null) throw new MetaError(INCOMPLETE, "transient");
  const found: ListedMessage[] = [];
  for (const { id, participants, messages } of conversations) {
    if (participants.length > 0 && !participants.includes(externalUserId)) continue;
    const isEnough = messages !== null && reaches(messages, since);
    const whole = isEnough
      ? messages
      : await readConversation(graph, { conversationId: id, facebookPageId, pageToken });
    if (!reaches(whole, since)) throw new MetaError(INCOMPLETE, "transient");
    found.push(...saidSince(whole, since));
  }
  return found;
}

const INCOMPLETE = "get {page}/conversations";

function wholeSecondMs(time: Date): number {
  return Math.floor(time.getTime() / 1_000) * 1_000;
}
