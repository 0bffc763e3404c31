import { z } from "zod";
import type { GraphClient } from "./graph-client.ts";
import { metaIdSchema } from "./meta-id.ts";

const sentSchema = z.looseObject({ message_id: metaIdSchema });
const anySchema = z.unknown();

export type TextToSend = {
  /** The Facebook Page that sends; Instagram accounts send by their page. */
  pageId: string;
  pageToken: string;
  /** PSID or IGSID. */
  recipientId: string;
  text: string;
  /** Comes back in Messenger's echo; says which of our messages it is. */
  metadata: string;
  /** An answer within the window, or a teammate's after it, up to seven days (Human Agent). */
  tag: "RESPONSE" | "HUMAN_AGENT";
  /** See GraphCall. */
  startBy: number;
};

/**
 * Sends one text. Never repeated here: Meta has no idempotency key, so a repeat would
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
    pageId: message.pageId,
    startBy: message.startBy,
    json: {
      recipient: { id: message.recipientId },
      ...(message.tag === "RESPONSE"
        ? { messaging_type: "RESPONSE" }
        : { messaging_type: "MESSAGE_TAG", tag: message.tag }),
      message: { text: message.text, metadata: message.metadata },
    },
  });
  return sent.message_id;
}

/** Shows that an answer is being written. @throws {MetaError} that the caller may ignore. */
export async function sendTyping(
  graph: GraphClient,
  { pageId, pageToken, recipientId }: Pick<TextToSend, "pageId" | "pageToken" | "recipientId">,
): Promise<void> {
  await graph.call({
    method: "post",
    path: "me/messages",
    answer: anySchema,
    token: pageToken,
    pageId,
    json: { recipient: { id: recipientId }, sender_action: "typing_on" },
  });
}
