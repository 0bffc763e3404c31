import { z } from "zod";
import { MetaError } from "./errors.ts";
import type { GraphClient } from "./graph-client.ts";
import {
  type ListedMessage,
  listSchema,
  type MessageList,
  messagesSchema,
  personSchema,
  reaches,
  saidSince,
  timeSchema,
  toList,
} from "./message-list.ts";
import { metaIdSchema } from "./meta-id.ts";
import { cursorAfter, pagingSchema } from "./paging.ts";

const conversationSchema = z.looseObject({
  id: metaIdSchema,
  updated_time: timeSchema.nullish().catch(null),
  participants: listSchema(personSchema).nullish().catch(null),
  messages: messagesSchema.nullish().catch(null),
});

const resultPageSchema = z.looseObject({
  data: z.array(conversationSchema.nullable().catch(null)),
  paging: pagingSchema,
});

export type ListedConversation = ConversationWith & { updatedAt: Date };

/** One of a single customer's; when it changed does not matter there. */
type ConversationWith = {
  id: string;
  /** Ids of the customer and of the page or account; empty when Meta named nobody. */
  participants: string[];
  /** The newest ones; null when Meta left them out. */
  messages: MessageList | null;
};

/** Makes a call when it is its turn: Meta limits the reading of conversations by itself. */
export type InTurn = <Answer>(call: () => Promise<Answer>) => Promise<Answer>;

type Place = { facebookPageId: string; pageToken: string; inTurn: InTurn };

/** Where to read: a page's Messenger conversations or those of the Instagram account linked to it. */
export type ConversationList = Place & { platform: "facebook" | "instagram" };

/** Meta shows details of a conversation's newest twenty messages only. */
const NESTED_MAX = 20;
/** For a conversation of which the newest twenty are not enough. */
const MESSAGES_MAX = 100;
const MESSAGE_FIELDS = "id,created_time,from,to,message,attachments";

type Part = { after?: string | null; limit?: number };

/**
 * One result page of the conversations, the one that changed last first.
 *
 * @throws {MetaError}
 */
export async function listConversations(
  graph: GraphClient,
  list: ConversationList & Part,
): Promise<{ conversations: ListedConversation[]; after: string | null }> {
  const { rows, after } = await readRows(graph, list);
  const conversations = rows.flatMap((row) =>
    row?.updated_time == null ? [] : { ...toConversation(row), updatedAt: row.updated_time },
  );
  return { conversations, after };
}

async function readRows(
  graph: GraphClient,
  list: ConversationList & Part & { externalUserId?: string },
): Promise<{ rows: (Row | null)[]; after: string | null }> {
  const { facebookPageId, platform, pageToken, inTurn } = list;
  const { after = null, limit, externalUserId } = list;
  const answer = await inTurn(() =>
    graph.call({
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
    }),
  );
  return { rows: answer.data, after: cursorAfter(answer.paging, after) };
}

type Row = z.infer<typeof conversationSchema>;

function toConversation(row: Row): ConversationWith {
  return {
    id: row.id,
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
  { conversationId, facebookPageId, pageToken, inTurn }: Place & { conversationId: string },
): Promise<MessageList> {
  const answer = await inTurn(() =>
    graph.call({
      method: "get",
      path: encodeURIComponent(conversationId),
      answer: oneConversationSchema,
      token: pageToken,
      pageId: facebookPageId,
      query: { fields: `messages.limit(${MESSAGES_MAX}){${MESSAGE_FIELDS}}` },
    }),
  );
  return toList(answer.messages.data, MESSAGES_MAX);
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
  const { externalUserId, since } = list;
  const { rows, after } = await readRows(graph, list);
  if (after !== null || !rows.every((row) => row !== null)) {
    throw new MetaError(INCOMPLETE, "transient");
  }
  const found: ListedMessage[] = [];
  let shown = 0;
  for (const { id, participants, messages } of rows.map(toConversation)) {
    if (participants.length > 0 && !participants.includes(externalUserId)) continue;
    const isEnough = messages !== null && reaches(messages, since);
    const whole = isEnough
      ? messages
      : await readConversation(graph, { ...list, conversationId: id });
    if (!reaches(whole, since)) throw new MetaError(INCOMPLETE, "transient");
    shown += whole.messages.length;
    found.push(...saidSince(whole, since));
  }
  // Somebody wrote to us, so an empty list only says that Meta does not show it.
  if (shown === 0) throw new MetaError(INCOMPLETE, "transient");
  return found;
}

const INCOMPLETE = "get {page}/conversations";
