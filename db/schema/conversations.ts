import { sql } from "drizzle-orm";
import { index, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { crmChannels } from "./channels.ts";
import { createdAt, id, instant, updatedAt } from "./columns.ts";
import { tenants, users } from "./tenants.ts";

/** Who keeps the agent silent: a teammate here, somebody in Meta's own inbox, the app that owns the thread, or itself. */
export const PAUSERS = ["teammate", "page_inbox", "thread_control", "agent"] as const;
export type Pauser = (typeof PAUSERS)[number];

/** One customer in one channel. */
export const conversations = pgTable(
  "conversations",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    crmChannelId: uuid()
      .notNull()
      .references(() => crmChannels.id, { onDelete: "cascade" }),
    /** PSID or IGSID. */
    externalUserId: text().notNull(),
    /** The id that dm-voice-agent computes too (lib/voice-agent/conversation-id.ts). */
    voiceAgentConversationId: text().notNull(),
    /** As Meta gave it; null when it does not. */
    customerName: text(),
    /** Of Instagram. */
    customerUsername: text(),
    customerPictureUrl: text(),
    /** When Meta was last asked for the customer's profile. */
    profileCheckedAt: instant(),
    /** Since when the agent answers nothing here; null when it may. */
    aiPausedAt: instant(),
    aiPausedBy: text({ enum: PAUSERS }),
    aiPausedByUserId: uuid().references(() => users.id, { onDelete: "set null" }),
    /** Up to when the customer has received and read our messages, by Meta's clock. */
    customerReceivedUntil: instant(),
    customerReadUntil: instant(),
    lastMessageAt: instant().notNull(),
    lastMessageText: text().notNull(),
    /** When the customer last wrote, by Meta's clock: opens the messaging window. */
    lastInboundAt: instant(),
    /** When Meta said that the window is closed; null again once the customer writes. */
    windowClosedAt: instant(),
    /** The customer's newest message that the agent has not written an answer to; null when none. */
    replyDueFor: uuid(),
    /** Failed tries of writing that answer, as far as they count against its budget. */
    replyAttempts: integer().notNull().default(0),
    replyFirstFailedAt: instant(),
    replyRetryAt: instant(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    uniqueIndex("conversations_customer_key").on(table.crmChannelId, table.externalUserId),
    index("conversations_reply_due_idx").on(table.id).where(sql`reply_due_for is not null`),
    index("conversations_last_inbound_idx").on(table.crmChannelId, table.lastInboundAt),
    index("conversations_ai_paused_by_user_id_idx").on(table.aiPausedByUserId),
    index("conversations_tenant_id_idx").on(table.tenantId, table.lastMessageAt, table.id),
  ],
);

export type Conversation = typeof conversations.$inferSelect;
