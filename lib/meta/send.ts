import { z } from "zod";
import type { GraphClient } from "./graph-client.ts";
import { metaIdSchema } from "./meta-id.ts";

const sentSchema = z.looseObject({ message_id: metaIdSchema });
const anySchema = z.unknown();

export type TextToSend = {
  pageToken: string;
  /** PSID or IGSID. */
  recipientId: string;
  text: string;
  /** Comes back in Messenger's echo; says which of our messages it is. */
  metadata: string;
};

/**
 * Sends one text as an answer. Never repeated here: Meta has no idempotency key, so a repeat would
 * reach the customer twice.
 *
 * @returns Meta's message id.
 * @throws {MetaError} `mayHaveTakenEffect` tells whether the customer may have it all the same.
 */
export async function sendText(graph: GraphClient, message: TextToSend): Promise<string> {
  const sent = await graph.call({
    method: "post",
    path: "me/messages",
    answer: sentSchema,
    token: message.pageToken,
    json: {
      recipient: { id: message.recipientId },
      messaging_type: "RESPONSE",
      message: { text: message.text, metadata: message.metadata },
    },
  });
  return sent.message_id;
}

/** Shows that an answer is being written. @throws {MetaError} that the caller may ignore. */
export async function sendTyping(
  graph: GraphClient,
  { pageToken, recipientId }: { pageToken: string; recipientId: string },
): Promise<void> {
  await graph.call({
    method: "post",
    path: "me/messages",
    answer: anySchema,
    token: pageToken,
    json: { recipient: { id: recipientId }, sender_action: "typing_on" },
  });
}
