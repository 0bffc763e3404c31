import type { Bubble, Thread } from "#sandbox/state/threads.ts";
import type { Page } from "#sandbox/world-pages.ts";
import { fullName } from "#sandbox/world-people.ts";
import { type Field, pickFields, readFields } from "./fields.ts";
import type { AuthorisedCall } from "./graph-call.ts";
import { pagedAnswer } from "./paged.ts";
import { textParam } from "./params.ts";
import { requirePageToken, requirePermission } from "./require-permission.ts";

/** A page's conversations on one platform, newest first. */
export function listConversations(call: AuthorisedCall, page: Page) {
  requirePageToken(call, page);
  const isInstagram = textParam(call.params, "platform") === "instagram";
  requirePermission(call, isInstagram ? "instagram_manage_messages" : "pages_messaging");
  const userId = textParam(call.params, "user_id");
  const accountId = isInstagram ? page.instagram?.id : page.id;
  const threads = [...call.sandbox.threads.values()]
    .filter((thread) => thread.account.id === accountId && thread.bubbles.length > 0)
    .filter((thread) => userId === null || thread.personId === userId)
    .sort((a, b) => lastAt(b) - lastAt(a));
  const fields = readFields(textParam(call.params, "fields"), "id,updated_time");
  return pagedAnswer(call, threads, {
    path: `${page.id}/conversations`,
    pageSizeMax: 25,
    keyOf: (thread) => thread.id,
    show: (thread) => showThread(thread, fields),
  });
}

export function showConversation(call: AuthorisedCall, thread: Thread) {
  requirePageToken(call, thread.account.page);
  return showThread(thread, readFields(textParam(call.params, "fields"), "id,updated_time"));
}

export function showMessage(call: AuthorisedCall, thread: Thread, bubble: Bubble) {
  requirePageToken(call, thread.account.page);
  const fields = readFields(textParam(call.params, "fields"), "id,created_time,from,to,message");
  return showBubble(thread, bubble, fields);
}

function showThread(thread: Thread, fields: Field[]) {
  return pickFields("UnifiedThread", fields, {
    id: () => thread.id,
    updated_time: () => graphTime(lastAt(thread)),
    message_count: () => thread.bubbles.length,
    participants: () => ({ data: [customerOf(thread), accountOf(thread)] }),
    messages: (field) => showMessages(thread, field),
  });
}

function showMessages(thread: Thread, field: Field) {
  const limit = Number(field.modifiers.limit ?? 25);
  const fields = field.inner ?? readFields(null, "id,created_time");
  const newestFirst = [...thread.bubbles].sort((a, b) => b.at - a.at).slice(0, limit);
  return { data: newestFirst.map((bubble) => showBubble(thread, bubble, fields)) };
}

function showBubble(thread: Thread, bubble: Bubble, fields: Field[]) {
  const isCustomer = bubble.from === "customer";
  return pickFields("Message", fields, {
    id: () => bubble.mid,
    created_time: () => graphTime(bubble.at),
    from: () => (isCustomer ? customerOf(thread) : accountOf(thread)),
    to: () => ({ data: [isCustomer ? accountOf(thread) : customerOf(thread)] }),
    message: () => bubble.text,
    attachments: () => (bubble.attachments.length > 0 ? { data: bubble.attachments } : undefined),
  });
}

function customerOf(thread: Thread) {
  const { person, personId } = thread;
  return thread.account.platform === "instagram"
    ? { username: person.username, id: personId }
    : { name: fullName(person), email: `${personId}@facebook.com`, id: personId };
}

function accountOf(thread: Thread) {
  const { account } = thread;
  return account.platform === "instagram"
    ? { username: account.page.instagram?.username, id: account.id }
    : { name: account.name, email: `${account.id}@facebook.com`, id: account.id };
}

function lastAt(thread: Thread): number {
  return thread.bubbles.at(-1)?.at ?? 0;
}

// Graph writes +0000 without a colon, which strict ISO parsers refuse; seconds only.
function graphTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d{3}Z$/, "+0000");
}
