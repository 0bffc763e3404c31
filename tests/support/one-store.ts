import { findServingChannel } from "#db/queries/channels.ts";
import type { InboundMessage } from "#lib/conversations/record-inbound.ts";
import type { Product } from "./running-product.ts";

const SHOES = "104829375610284";
export const midOf = (person: string) => `m_store_${person}`;

/** What a customer of the first page says, as it is about to be kept and stored. */
export async function inboundOf({ needs }: Product, person: string): Promise<InboundMessage> {
  const channel = await findServingChannel(needs.db, SHOES);
  if (channel === null || channel.channelId === null) throw new Error("There is no channel");
  return {
    channel: { ...channel, channelId: channel.channelId },
    externalUserId: person,
    externalMessageId: midOf(person),
    kind: "message",
    text: "Hi",
    attachments: [],
    metadata: {},
    targetExternalId: null,
    words: null,
    occurredAt: new Date(),
    opensWindowAt: new Date(),
    isRepaired: false,
  };
}

/** How many messages of a customer's conversation dm-voice-agent has. */
export async function storedCopies({ control }: Product, person: string): Promise<number> {
  const { messages } = await control.voiceAgent();
  return messages.filter(({ external_user_id: id }) => id === person).length;
}

/** As if the store of a customer's message had begun so much earlier. */
export async function ageStore({ sql }: Product, person: string, seconds = 32): Promise<void> {
  await sql`
    update messages set store_started_at = store_started_at - ${seconds} * interval '1 second'
    where external_message_id = ${midOf(person)}`;
}
