import { type SQL, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import type { Db } from "#db/client.ts";
import { conversations } from "#db/schema/conversations.ts";
import { IS_OPEN, type Message, messages } from "#db/schema/messages.ts";
import { findByExternalId } from "./messages.ts";
import { PROFILE_DAYS } from "./profiles.ts";
import { BEGUN_LONG_AGO, isBeforeRestore } from "./restore.ts";

type NewInbound = Pick<
  Message,
  | "tenantId"
  | "crmChannelId"
  | "kind"
  | "text"
  | "attachments"
  | "metadata"
  | "targetExternalId"
  | "occurredAt"
  | "isLate"
> & {
  externalMessageId: string;
  externalUserId: string;
  voiceAgentConversationId: string;
  /** What the list of conversations shows of it; null when it is not worth showing. */
  preview: string | null;
  /** From when on the company may answer; null when it opens no messaging window. */
  opensWindowAt: Date | null;
  /** Tells the tenant's screens of the conversation with this id; runs in the same statement. */
  announcement: (conversationId: SQL) => SQL;
};

export type KeptInbound = {
  conversationId: string;
  messageId: string;
  /** The customer has said nothing newer. */
  isNewest: boolean;
  isStored: boolean;
  /**
   * When this call began to store it at dm-voice-agent; null when an earlier one added the row, and
   * for a message that may be there from before the database was restored.
   */
  begunAt: Date | null;
  /** An answer is being sent, or was sent and is not stored at dm-voice-agent yet. */
  isAnswerInFlight: boolean;
  /** Something was done to this message before it came. */
  isAwaited: boolean;
  /** Meta was not asked for the customer's profile for a while, or never. */
  isProfileDue: boolean;
};

const rowSchema = z.object({
  conversation_id: z.string(),
  is_newest: z.boolean(),
  is_answer_in_flight: z.boolean(),
  is_awaited: z.boolean(),
  is_profile_due: z.boolean(),
  message_id: z.string().nullable(),
  begun_at: z.string().nullable(),
});

/**
 * Keeps what a customer did: the conversation and the row, in one statement, because every message
 * takes this way. A new row's storing at dm-voice-agent begins now; one that an earlier try added
 * stays as it is.
 */
export async function keepInbound(db: Db, inbound: NewInbound): Promise<KeptInbound> {
  const { rows } = await db.execute(statement(inbound));
  const row = rowSchema.parse(rows[0]);
  const kept = {
    conversationId: row.conversation_id,
    isNewest: row.is_newest,
    isAnswerInFlight: row.is_answer_in_flight,
    isAwaited: row.is_awaited,
    isProfileDue: row.is_profile_due,
  };
  if (row.message_id !== null) {
    const begunAt = row.begun_at === null ? null : new Date(row.begun_at);
    return { ...kept, messageId: row.message_id, isStored: false, begunAt };
  }
  const known = await findByExternalId(db, inbound.crmChannelId, inbound.externalMessageId);
  if (known === null) throw new Error("A message that is there could not be read");
  const isStored = known.storedAtVoiceAgentAt !== null;
  return { ...kept, messageId: known.id, isStored, begunAt: null };
}

/** An older one that came late neither opens the window nor moves the conversation up. */
function statement(inbound: NewInbound): SQL {
  const occurredAt = inbound.occurredAt.toISOString();
  const opensAt = inbound.opensWindowAt?.toISOString() ?? null;
  const shownAt = inbound.preview === null ? null : occurredAt;
  // Not by last_inbound_at, which a reaction moves too: nobody answers that.
  const isNewest = sql`not exists (select 1 from ${messages} said where said.conversation_id = c.id
    and said.direction = 'inbound' and said.kind in ('message', 'postback')
    and said.occurred_at > ${opensAt ?? occurredAt}::timestamptz)`;
  return sql`
    with age as (
      select ${isBeforeRestore(sql`${occurredAt}::timestamptz`)} as is_before_restore
    ), kept_conversation as (
      insert into ${conversations} as c (id, tenant_id, crm_channel_id, external_user_id,
        voice_agent_conversation_id, last_message_at, last_message_text, last_inbound_at)
      values (${uuidv7()}, ${inbound.tenantId}, ${inbound.crmChannelId}, ${inbound.externalUserId},
        ${inbound.voiceAgentConversationId}, ${occurredAt}, ${inbound.preview ?? ""}, ${opensAt})
      on conflict (crm_channel_id, external_user_id) do update set
        voice_agent_conversation_id = excluded.voice_agent_conversation_id,
        window_closed_at = case
          when coalesce(c.last_inbound_at <= excluded.last_inbound_at, excluded.last_inbound_at is not null)
          then null else c.window_closed_at end,
        last_inbound_at = greatest(c.last_inbound_at, excluded.last_inbound_at),
        last_message_at = greatest(c.last_message_at, ${shownAt}::timestamptz),
        last_message_text = case when c.last_message_at <= ${shownAt}::timestamptz
          then excluded.last_message_text else c.last_message_text end,
        updated_at = now()
      returning c.id, ${isNewest} as is_newest,
        coalesce(c.profile_checked_at < now() - make_interval(days => ${PROFILE_DAYS}), true)
          as is_profile_due
    ), kept_message as (
      insert into ${messages} (id, tenant_id, crm_channel_id, conversation_id, direction, handled_by,
        status, kind, text, attachments, metadata, external_message_id, target_external_id, is_late,
        occurred_at, store_started_at)
      select ${uuidv7()}, ${inbound.tenantId}, ${inbound.crmChannelId}, id, 'inbound', 'facebook_webhook',
        'received', ${inbound.kind}, ${inbound.text}, ${JSON.stringify(inbound.attachments)}::jsonb,
        ${JSON.stringify(inbound.metadata)}::jsonb, ${inbound.externalMessageId},
        ${inbound.targetExternalId}, ${inbound.isLate} or not is_newest, ${occurredAt}::timestamptz,
        case when is_before_restore then ${BEGUN_LONG_AGO} else date_trunc('milliseconds', now()) end
      from kept_conversation, age
      on conflict (crm_channel_id, external_message_id) do nothing
      returning id, store_started_at
    )
    select c.id as conversation_id, c.is_newest, c.is_profile_due, m.id as message_id,
      case when is_before_restore then null else m.store_started_at end as begun_at,
      exists (select 1 from ${messages} where conversation_id = c.id and (${IS_OPEN})
        and status <> 'queued') as is_answer_in_flight,
      exists (select 1 from ${messages} where crm_channel_id = ${inbound.crmChannelId}
        and target_external_id = ${inbound.externalMessageId}
        and kind in ('edit', 'unsend', 'reaction')) as is_awaited,
      ${inbound.announcement(sql`c.id`)}
    from age, kept_conversation c left join kept_message m on true`;
}
