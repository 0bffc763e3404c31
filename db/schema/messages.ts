import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  index,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { crmChannels } from "./channels.ts";
import { createdAt, id, instant, updatedAt } from "./columns.ts";
import { conversations } from "./conversations.ts";
import { tenants } from "./tenants.ts";

export const DIRECTIONS = ["inbound", "outbound"] as const;
export const HANDLERS = ["facebook_webhook", "ai_agent", "human_agent"] as const;

/** Inbound messages are `received`; the others are the outbox. */
export const MESSAGE_STATUSES = [
  "received",
  "queued",
  "sending",
  "sent",
  "failed",
  "held",
] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** Answers on their way: the predicate of an index, so queries repeat it word for word. */
export const IN_FLIGHT = sql.raw(
  "status = 'sending' or (status = 'sent' and stored_at_voice_agent_at is null)",
);

/** The local history of every conversation, and the outbox. */
export const messages = pgTable(
  "messages",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    crmChannelId: uuid()
      .notNull()
      .references(() => crmChannels.id, { onDelete: "cascade" }),
    conversationId: uuid()
      .notNull()
      .references(() => conversations.id, { onDelete: "cascade" }),
    direction: text({ enum: DIRECTIONS }).notNull(),
    handledBy: text({ enum: HANDLERS }).notNull(),
    text: text(),
    attachments: jsonb().$type<unknown[]>().notNull().default([]),
    /** Meta's message id (mid); null until Meta gave one. */
    externalMessageId: text(),
    /** The inbound message that this answer answers; unique, so that nothing is answered twice. */
    inReplyTo: uuid().references((): AnyPgColumn => messages.id, { onDelete: "set null" }),
    status: text({ enum: MESSAGE_STATUSES }).notNull(),
    /** Why it could not be sent: a code of ours. */
    lastError: text(),
    agentId: text(),
    model: text(),
    /** Inbound: when the customer wrote, by Meta's clock. Outbound: when we decided to send. */
    occurredAt: instant().notNull(),
    sentAt: instant(),
    /** When dm-voice-agent confirmed that it has the message. */
    storedAtVoiceAgentAt: instant(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    uniqueIndex("messages_external_message_id_key").on(table.crmChannelId, table.externalMessageId),
    uniqueIndex("messages_in_reply_to_key").on(table.inReplyTo),
    index("messages_conversation_id_idx").on(table.conversationId, table.occurredAt, table.id),
    index("messages_in_flight_idx").on(table.conversationId).where(IN_FLIGHT),
    index("messages_tenant_id_idx").on(table.tenantId),
  ],
);

export type Message = typeof messages.$inferSelect;
