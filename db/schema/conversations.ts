import { sql } from "drizzle-orm";
import { index, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { crmChannels } from "./channels.ts";
import { createdAt, id, instant, updatedAt } from "./columns.ts";
import { tenants } from "./tenants.ts";

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
    index("conversations_tenant_id_idx").on(table.tenantId, table.lastMessageAt, table.id),
  ],
);

export type Conversation = typeof conversations.$inferSelect;
