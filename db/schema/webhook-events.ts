import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant } from "./columns.ts";
import { tenants } from "./tenants.ts";

export const EVENT_STATUSES = ["received", "processed", "ignored", "failed", "dead"] as const;
export type EventStatus = (typeof EVENT_STATUSES)[number];

/** How an event reached us: Meta's delivery, or our own look at Meta's lists after an outage. */
export const EVENT_SOURCES = ["webhook", "gap-repair"] as const;

const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/** One entry of a delivery's `messaging[]`, `standby[]` or `changes[]`. */
export const webhookEvents = pgTable(
  "webhook_events",
  {
    id: id(),
    /** Arrival order over all processes; settles events with equal timestamps. */
    seq: bigint({ mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    platform: varchar({ length: 50 }).notNull(),
    eventType: varchar({ length: 100 }).notNull(),
    pageId: varchar({ length: 255 }),
    senderId: varchar({ length: 255 }),
    /** The event as JSON; U+FFFD where PostgreSQL's jsonb cannot hold what Meta sent. */
    payload: jsonb().$type<unknown>().notNull(),
    processed: boolean().generatedAlwaysAs(sql`status in ('processed', 'ignored')`),
    createdAt: createdAt(),
    tenantId: uuid().references(() => tenants.id, { onDelete: "cascade" }),
    /** Same for every copy of the event, however Meta batches its re-deliveries. */
    dedupeKey: text().notNull(),
    /** `<entry id>:<customer id>`; null when no customer is involved. */
    conversationKey: text(),
    /** Events that came in one POST share it. */
    deliveryId: uuid().notNull(),
    /** The delivery's bytes, on its first event, when `payload` is not faithful to them. */
    raw: bytea(),
    status: text({ enum: EVENT_STATUSES }).notNull(),
    source: text({ enum: EVENT_SOURCES }).notNull().default("webhook"),
    /** Failed tries, as far as they count against its budget. */
    attempts: integer().notNull().default(0),
    firstFailedAt: instant(),
    lastError: text(),
    /** When it happened, by Meta's clock; never much after its receipt. */
    occurredAt: instant().notNull(),
    receivedAt: instant().notNull().defaultNow(),
    retryAt: instant(),
    processedAt: instant(),
  },
  (table) => [
    uniqueIndex("webhook_events_dedupe_key_key").on(table.dedupeKey),
    index("webhook_events_pending_idx")
      .on(table.conversationKey, table.occurredAt, table.seq)
      .where(sql`status in ('received', 'failed')`),
    index("webhook_events_tenant_id_idx").on(table.tenantId, table.seq),
    index("webhook_events_dead_idx").on(table.tenantId, table.seq).where(sql`status = 'dead'`),
  ],
);

export type WebhookEvent = typeof webhookEvents.$inferSelect;
