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
 * What a row is about. The first two are said by somebody and can be answered; the others are things
 * that a customer did or Meta told, kept in the order of the conversation.
 */
export const MESSAGE_KINDS = [
  "message",
  "postback",
  "edit",
  "unsend",
  "reaction",
  "referral",
  "optin",
  "account_linking",
  "order",
  "form",
  "feedback",
  "handover",
] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** Where an outgoing message was written that did not come from us. */
export const MESSAGE_ORIGINS = ["page_inbox", "other_app"] as const;
export type MessageOrigin = (typeof MESSAGE_ORIGINS)[number];

export type Edit = { text: string | null; at: string };
export type Reaction = {
  by: "customer" | "page";
  /** Meta's word: `love`, `like`, `other` …; null when only the emoji is known. */
  reaction: string | null;
  emoji: string | null;
  at: string;
};

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
export const NEEDS_A_PERSON = sql.raw(
  "(status in ('failed', 'dead', 'held') or (status = 'sent' and stored_at_voice_agent_at is null and last_error is not null))",
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
    kind: text({ enum: MESSAGE_KINDS }).notNull().default("message"),
    origin: text({ enum: MESSAGE_ORIGINS }),
    text: text(),
    attachments: jsonb().$type<unknown[]>().notNull().default([]),
    /** Structure beside text and attachments: quick reply, reply, referral, postback payload … */
    metadata: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    /** What an outgoing message says beyond `text` (lib/meta/outgoing); null for plain text. */
    content: jsonb().$type<unknown>(),
    /** The first row of an outgoing message that Meta takes in several parts only. */
    partOf: uuid().references((): AnyPgColumn => messages.id, { onDelete: "cascade" }),
    /** Its place among the parts, from 0. */
    part: integer().notNull().default(0),
    /** Meta's message id (mid), or the event's own key where Meta gives none; null until known. */
    externalMessageId: text(),
    /** Meta's id of the message that this is about, or answers. */
    targetExternalId: text(),
    /** Earlier texts, oldest first. */
    edits: jsonb().$type<Edit[]>().notNull().default([]),
    reactions: jsonb().$type<Reaction[]>().notNull().default([]),
    /** Its writer took it back: text and attachments are gone here too. */
    deletedAt: instant(),
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
    index("messages_outgoing_idx")
      .on(table.crmChannelId, table.occurredAt)
      .where(sql`direction = 'outbound'`),
    index("messages_target_idx")
      .on(table.crmChannelId, table.targetExternalId)
      .where(sql`target_external_id is not null`),
    index("messages_part_of_idx").on(table.partOf).where(sql`part_of is not null`),
    index("messages_tenant_id_idx").on(table.tenantId, table.occurredAt),
    index("messages_author_id_idx").on(table.authorId),
  ],
);

export type Message = typeof messages.$inferSelect;
