import { sql } from "drizzle-orm";
import { boolean, index, pgTable, text, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";
import { createdAt, id, instant, updatedAt } from "./columns.ts";
import { facebookAccounts } from "./facebook-accounts.ts";
import { tenants, users } from "./tenants.ts";

export const PLATFORMS = ["facebook", "instagram"] as const;
export type Platform = (typeof PLATFORMS)[number];

/** What each means and how it comes about: lib/channels/transitions.ts. */
export const CHANNEL_STATUSES = [
  "connecting",
  "active",
  "degraded",
  "reauthorization_required",
  "paused",
  "disconnected",
  "error",
] as const;
export type ChannelStatus = (typeof CHANNEL_STATUSES)[number];

/** States in which Meta, as far as we know, takes our calls for the channel. */
export const WORKING_STATUSES = ["active", "degraded", "paused"] as const;

export function isWorking(status: ChannelStatus): boolean {
  return WORKING_STATUSES.some((working) => working === status);
}

/** The step of connecting that has not succeeded yet. */
export const CHANNEL_STEPS = ["voice_agent_channel", "page_subscription"] as const;
export type ChannelStep = (typeof CHANNEL_STEPS)[number];

/** A page or Instagram account that we serve. */
export const crmChannels = pgTable(
  "crm_channels",
  {
    id: id(),
    /**
     * dm-voice-agent's id, null until its step succeeded. Text and not uuid, because conversation
     * ids are computed from its exact letters and PostgreSQL would respell an upper-case uuid.
     */
    channelId: text(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    facebookAccountId: uuid().references(() => facebookAccounts.id, { onDelete: "set null" }),
    platform: varchar({ length: 50, enum: PLATFORMS }).notNull(),
    /** Meta's id that webhooks carry as `entry.id`: the page's, or the Instagram account's. */
    platformPageId: varchar({ length: 255 }).notNull(),
    /** The Facebook Page whose token serves the channel; for Messenger the same as `platformPageId`. */
    facebookPageId: text().notNull(),
    /** The page's name, or the Instagram username. */
    name: text().notNull(),
    pictureUrl: text(),
    /** Ciphertext (lib/crypto/token-box.ts); empty once disconnected. */
    pageAccessToken: text().notNull(),
    status: text({ enum: CHANNEL_STATUSES }).notNull().default("connecting"),
    failedStep: text({ enum: CHANNEL_STEPS }),
    /** Why it is not `active`: a code of ours. */
    lastError: text(),
    statusChangedAt: instant().notNull().defaultNow(),
    /** While it lies ahead somebody is running the steps of connecting. */
    setupLeaseUntil: instant(),
    aiEnabled: boolean().notNull().default(true),
    /** Whether somebody's answer in Meta's own inbox silences the agent in that conversation. */
    pauseOnPageAnswer: boolean().notNull().default(true),
    /** When the page's subscription was last compared with what it should be. */
    subscriptionCheckedAt: instant(),
    /** The fields that Meta says it delivers; null before the first look. */
    subscribedFields: text().array(),
    /** When Meta was last asked about the page's token. */
    tokenCheckedAt: instant(),
    /** Up to when gap repair has read Meta's lists; null when it never did. */
    repairedUntil: instant(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    uniqueIndex("crm_channels_platform_page_id_key")
      .on(table.platformPageId)
      .where(sql`status <> 'disconnected'`),
    index("crm_channels_tenant_id_idx").on(table.tenantId, table.createdAt),
    index("crm_channels_facebook_account_id_idx").on(table.facebookAccountId),
  ],
);

export type Channel = typeof crmChannels.$inferSelect;
export type NewChannel = typeof crmChannels.$inferInsert;

/** Which agent of dm-voice-agent answers in a channel; no row means nobody does. */
export const agentAssignments = pgTable(
  "agent_assignments",
  {
    channelId: uuid()
      .primaryKey()
      .references(() => crmChannels.id, { onDelete: "cascade" }),
    agentId: text().notNull(),
    /** Null when it came from VOICE_AGENT_DEFAULT_AGENT_ID. */
    assignedBy: uuid().references(() => users.id, { onDelete: "set null" }),
    assignedAt: instant().notNull().defaultNow(),
  },
  (table) => [index("agent_assignments_assigned_by_idx").on(table.assignedBy)],
);
