import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { messages } from "#db/schema/messages.ts";
import { isBeforeRestore } from "./restore.ts";

/**
 * Whether one of these was at dm-voice-agent before a message of ours could be: a list of the newest
 * ones that holds it would hold that message too.
 *
 * @param externalIds As dm-voice-agent names them: Meta's, or our own id of an answer.
 */
export async function hasOlder(
  db: Db,
  messageId: string,
  externalIds: readonly string[],
): Promise<boolean> {
  const { rows } = await db.execute(sql`select 1 from ${messages} mine join ${messages} other
    on other.conversation_id = mine.conversation_id
    where mine.id = ${messageId} and other.stored_at_voice_agent_at <
        case when ${isBeforeRestore(sql`mine.occurred_at`)} then least(mine.created_at, mine.occurred_at)
        else mine.created_at end
      and (other.external_message_id = any(${sql.param([...externalIds])})
        or other.id::text = any(${sql.param([...externalIds])}))
    limit 1`);
  return rows.length > 0;
}
