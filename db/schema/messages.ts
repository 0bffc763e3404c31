import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { crmChannels } from "./channels.ts";
import { createdAt, id, instant, updatedAt } from "./columns.ts";
import { conversations } from "./conversations.ts";
import { tenants, users } from "./tenants.ts";

export const DIRECTIONS = ["inbound", "outbound"] as const;
export const HANDLERS = ["facebook_webhook", "ai_agent", "human_agent"] as const;

/**
 * Inbound messages are `received`; the others are the outbox. `failed`: refused or not allowed;
 * `dead`: given up after its tries; `held`: nobody can tell whether the customer has it.
 */
export const MESSAGE_STATUSES = [
  "received",
  "queued",
  "sending",
  "sent",
  "failed",
  "dead",
  "held",
] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/**
 * Outgoing messages that still need work: the predicate of an index, so queries repeat it word for
 * word. What was sent and carries an error will never be stored at dm-voice-agent.
 */
export const IS_OPEN = sql.raw(
  "status in ('queued', 'sending') or (status = 'sent' and stored_at_voice_agent_at is null and last_error is null)",
);

/** Outgoing messages that a person should look at: the predicate of an index. */
export const NEEDS_A_PERSON = sql.raw("status in ('failed', 'dead', 'held')");

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
    /** The teammate who wrote it. */
    authorId: uuid().references(() => users.id, { onDelete: "set null" }),
    /** The sender's own id for a teammate's answer: the same one again is the same answer. */
    clientId: text(),
    /** It reached us after newer ones, or by gap repair. */
    isLate: boolean().notNull().default(false),
    /** Failed tries of the step that it is at, as far as they count against its budget. */
    attempts: integer().notNull().default(0),
    firstFailedAt: instant(),
    retryAt: instant(),
    /** How often it was claimed for sending, and when last; each claim is at most one request. */
    sendAttempts: integer().notNull().default(0),
    claimedAt: instant(),
    /** Reads of Meta's own list since the last claim in which it was not found. */
    absentReads: integer().notNull().default(0),
    /** Inbound: when the customer wrote, by Meta's clock. Outbound: when we decided to send. */
    occurredAt: instant().notNull(),
    sentAt: instant(),
    /** When storing it at dm-voice-agent began; without an end it is unknown whether it arrived. */
    storeStartedAt: instant(),
    /** When dm-voice-agent confirmed that it has the message. */
    storedAtVoiceAgentAt: instant(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    uniqueIndex("messages_external_message_id_key").on(table.crmChannelId, table.externalMessageId),
    uniqueIndex("messages_in_reply_to_key").on(table.inReplyTo),
    index("messages_conversation_id_idx").on(table.conversationId, table.occurredAt, table.id),
    uniqueIndex("messages_client_id_key").on(table.conversationId, table.clientId),
    index("messages_open_idx").on(table.conversationId).where(IS_OPEN),
    index("messages_needs_a_person_idx").on(table.tenantId, table.id).where(NEEDS_A_PERSON),
    index("messages_received_idx")
      .on(table.crmChannelId, table.occurredAt)
      .where(sql`direction = 'inbound'`),
    index("messages_tenant_id_idx").on(table.tenantId),
    index("messages_author_id_idx").on(table.authorId),
  ],
);

export type Message = typeof messages.$inferSelect;
