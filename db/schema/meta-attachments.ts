import { pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { crmChannels } from "./channels.ts";
import { createdAt, id, instant } from "./columns.ts";

/** Files that Meta keeps for a channel, so that the same one is not uploaded twice. */
export const metaAttachments = pgTable(
  "meta_attachments",
  {
    id: id(),
    crmChannelId: uuid()
      .notNull()
      .references(() => crmChannels.id, { onDelete: "cascade" }),
    /** SHA-256 of the address that it came from. */
    sourceUrlHash: text().notNull(),
    type: text().notNull(),
    attachmentId: text().notNull(),
    expiresAt: instant().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("meta_attachments_source_key").on(
      table.crmChannelId,
      table.sourceUrlHash,
      table.type,
    ),
  ],
);
