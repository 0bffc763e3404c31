import type { Db } from "#db/client.ts";
import { listEmails } from "#db/queries/teammate-answers.ts";
import type { Message } from "#db/schema/messages.ts";
import type { MessageView } from "#lib/forms/views.ts";

export async function toMessageViews(db: Db, rows: readonly Message[]): Promise<MessageView[]> {
  const authorIds = new Set(rows.flatMap(({ authorId }) => authorId ?? []));
  const emails = await listEmails(db, [...authorIds]);
  return rows.map((row) => toView(row, emails.get(row.authorId ?? "") ?? null));
}

function toView(message: Message, authorEmail: string | null): MessageView {
  return {
    id: message.id,
    direction: message.direction,
    handled_by: message.handledBy,
    text: message.text,
    attachment_count: message.attachments.length,
    status: message.status,
    error: message.lastError,
    agent_id: message.agentId,
    author: authorEmail?.replace(/@[^@]*$/, "") ?? null,
    client_id: message.clientId,
    occurred_at: message.occurredAt.toISOString(),
    sent_at: message.sentAt?.toISOString() ?? null,
  };
}
