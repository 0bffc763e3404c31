import type { Db } from "#db/client.ts";
import type { Channel } from "#db/schema/channels.ts";
import { readInTurn } from "#lib/channels/read-in-turn.ts";
import {
  type ConversationList,
  type ListedConversation,
  listConversations,
  readConversation,
} from "#lib/meta/conversations.ts";
import { MetaError } from "#lib/meta/errors.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";
import {
  type ListedMessage,
  type MessageList,
  reaches,
  saidSince,
} from "#lib/meta/message-list.ts";
import type { Round } from "./gap.ts";

type Reading = {
  channel: Channel;
  pageToken: string;
  since: Date;
  round: Round;
  signal: AbortSignal;
};
type Needs = { db: Db; graph: GraphClient };

export type MissedConversation = {
  /** Ids of the customer and of the page or account; empty when Meta named nobody. */
  participants: string[];
  messages: ListedMessage[];
};

export type ListPage = {
  /** With what was said in each since then, newest first. */
  conversations: MissedConversation[];
  /** When the conversation that comes first changed last; null when there is none. */
  newest: Date | null;
  /** The cursor of the next result page; null when this was the last one that matters. */
  after: string | null;
};

/**
 * One result page of a channel's list at Meta, down to where the round ends.
 *
 * @throws {AppError}
 */
export async function readListPage(reading: Reading, { db, graph }: Needs): Promise<ListPage> {
  const { channel, pageToken, since, round, signal } = reading;
  const list = {
    facebookPageId: channel.facebookPageId,
    platform: channel.platform,
    pageToken,
    inTurn: readInTurn(db, channel.facebookPageId, signal),
  };
  const { conversations, after } = await listConversations(graph, { ...list, after: round.after });
  const changed = conversations.filter(({ updatedAt }) => updatedAt >= wholeSecond(round.downTo));
  const missed: MissedConversation[] = [];
  for (const conversation of changed) {
    const messages = saidSince(await wholeList(conversation, { list, since, graph }), since);
    missed.push({ participants: conversation.participants, messages });
  }
  const isAtEnd = changed.length < conversations.length;
  const newest = conversations[0]?.updatedAt ?? null;
  return { conversations: missed, newest, after: isAtEnd ? null : after };
}

type Whole = { list: ConversationList; since: Date; graph: GraphClient };

/** Asks the conversation itself where the list left its messages out, or held too few. */
async function wholeList(
  { id, messages }: ListedConversation,
  { list, since, graph }: Whole,
): Promise<MessageList> {
  if (messages !== null && reaches(messages, since)) return messages;
  try {
    return await readConversation(graph, { ...list, conversationId: id });
  } catch (error) {
    // One conversation that Meta will not show must not keep all the others from us.
    if (!(error instanceof MetaError && error.class === "refused")) throw error;
    return messages ?? { messages: [], wholeSinceMs: Infinity };
  }
}

function wholeSecond(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1_000) * 1_000);
}
