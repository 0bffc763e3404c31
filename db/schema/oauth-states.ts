import { index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, instant } from "./columns.ts";
import { users } from "./tenants.ts";

/** One open attempt to connect Facebook. Spent by deleting it. */
export const oauthStates = pgTable(
  "oauth_states",
  {
    /** SHA-256 of the state in hex, so that a read of this table cannot finish anybody's attempt. */
    stateHash: text().primaryKey(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    expiresAt: instant().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    index("oauth_states_user_id_idx").on(table.userId),
    index("oauth_states_expires_at_idx").on(table.expiresAt),
  ],
);
