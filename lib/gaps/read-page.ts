import type { Db } from "#db/client.ts";
import type { Channel } from "#db/schema/channels.ts";
import {
  type ListedConversation,
  listConversations,
  readConversation,
} from "#lib/meta/conversations.ts";
import { MetaError } from "#lib/meta/errors.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";
import { type ListedMessage, reaches, saidSince } from "#lib/meta/message-list.ts";
import { awaitListTurn } from "#lib/pauses/list-turns.ts";
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
 * @throws {MetaError}
 */
export async function readListPage(reading: Reading, needs: Needs): Promise<ListPage> {
  const { channel, pageToken, since, round } = reading;
  await pace(reading, needs);
  const { conversations, after } = await listConversations(needs.graph, {
    facebookPageId: channel.facebookPageId,
    platform: channel.platform,
    pageToken,
    after: round.after,
  });
  const changed = conversations.filter(({ updatedAt }) => updatedAt >= wholeSecond(round.downTo));
  const missed: MissedConversation[] = [];
  for (const conversation of changed) {
    const messages = saidSince(await wholeList(conversation, reading, needs), since);
    missed.push({ participants: conversation.participants, messages });
  }
  const isAtEnd = changed.length < conversations.length;
  const newest = conversations[0]?.updatedAt ?? null;
  return { conversations: missed, newest, after: isAtEnd ? null : after };
}

/** Asks the conversation itself where the list left its messages out, or held too few. */
async function wholeList(conversation: ListedConversation, reading: Reading, needs: Needs) {
  const { id, messages } = conversation;
  if (messages !== null && reaches(messages, reading.since)) return messages;
  await pace(reading, needs);
  try {
    return await readConversation(needs.graph, {
      conversationId: id,
      facebookPageId: reading.channel.facebookPageId,
      pageToken: reading.pageToken,
    });
  } catch (error) {
    // One conversation that Meta will not show must not keep all the others from us.
    if (!(error instanceof MetaError && error.class === "refused")) throw error;
    return messages ?? { messages: [], wholeSinceMs: Infinity };
  }
}

async function pace({ channel, signal }: Reading, { db }: Needs): Promise<void> {
  await awaitListTurn(db, channel.facebookPageId, signal);
}

function wholeSecond(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1_000) * 1_000);
}
