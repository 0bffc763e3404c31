import { appearanceOf } from "#sandbox/state/appearances.ts";
import { type Bubble, type Thread, visibleBubbles } from "#sandbox/state/threads.ts";
import { fullName } from "#sandbox/world-people.ts";
import { checkConversations } from "./check-limits.ts";
import { type Field, pickFields, readFields, writeFields } from "./fields.ts";
import type { AuthorisedCall } from "./graph-call.ts";
import { badParameter } from "./graph-error.ts";
import { listAttachments, listShares, stickerOf } from "./listed-attachments.ts";
import { type Asked, askedBy, pagedAnswer } from "./paged.ts";
import { textParam } from "./params.ts";
import { requirePageToken } from "./require-permission.ts";

// Of older messages Meta tells no more than that they were there.
const detailedMax = 20;

/** `GET /<conversation>/messages` */
export function listMessages(call: AuthorisedCall, thread: Thread) {
  requirePageToken(call, thread.account.page);
  checkConversations(call, thread.account);
  const fields = readFields(textParam(call.params, "fields"), "id,created_time");
  return messagesPage(call, thread, fields, askedBy(call));
}

/** `messages.limit(5).after(…){id,message}` inside a conversation. */
export function nestedMessages(call: AuthorisedCall, thread: Thread, field: Field) {
  const { limit = null, after = null } = field.modifiers;
  const fields = field.inner ?? readFields(null, "id,created_time");
  return messagesPage(call, thread, fields, { limit, after, fields: writeFields(fields) });
}

/** `GET /<message>` */
export function showMessage(call: AuthorisedCall, thread: Thread, bubble: Bubble) {
  requirePageToken(call, thread.account.page);
  checkConversations(call, thread.account);
  const place = newestFirst(call, thread).indexOf(bubble);
  if (place < 0 || place >= detailedMax) {
    throw badParameter("This message has been deleted or is no longer available");
  }
  const fields = readFields(textParam(call.params, "fields"), "id,created_time,from,to,message");
  return showBubble(call, thread, bubble, fields);
}

/** The messages that Meta lists by now, oldest first. */
export function listedIn(call: AuthorisedCall, thread: Thread): Bubble[] {
  const lag = call.sandbox.settings.conversations_lag_ms;
  const visible = visibleBubbles(thread);
  return lag === 0 ? visible : visible.filter((bubble) => bubble.at + lag <= call.now);
}

export function customerOf({ account, person, personId }: Thread) {
  return account.platform === "instagram"
    ? { username: person.username, id: personId }
    : { name: fullName(person), email: `${personId}@facebook.com`, id: personId };
}

export function accountOf({ sandbox }: AuthorisedCall, { account }: Thread) {
  const { name, instagram } = appearanceOf(sandbox.appearances, account.page);
  return account.platform === "instagram"
    ? { username: instagram?.username, id: account.id }
    : { name, email: `${account.id}@facebook.com`, id: account.id };
}

// Graph writes +0000 without a colon, which strict ISO parsers refuse; seconds only.
export function graphTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d{3}Z$/, "+0000");
}

function messagesPage(call: AuthorisedCall, thread: Thread, fields: Field[], asked: Asked) {
  const bubbles = newestFirst(call, thread);
  const detailed = new Set(bubbles.slice(0, detailedMax));
  return pagedAnswer(call, bubbles, {
    path: `${thread.id}/messages`,
    pageSizeUsual: 25,
    pageSizeMax: 100,
    keyOf: (bubble) => bubble.mid,
    show: (bubble) =>
      showBubble(call, thread, bubble, detailed.has(bubble) ? fields : bareOf(fields)),
    asked,
  });
}

function newestFirst(call: AuthorisedCall, thread: Thread): Bubble[] {
  return listedIn(call, thread)
    .toReversed()
    .sort((a, b) => b.at - a.at);
}

function bareOf(fields: Field[]): Field[] {
  return fields.filter(({ name }) => name === "id" || name === "created_time");
}

function listReactions(call: AuthorisedCall, thread: Thread, { reactions }: Bubble) {
  if (reactions.length === 0) return undefined;
  return {
    data: reactions.map(({ from, emoji }) => ({
      reaction: emoji,
      users: [from === "customer" ? customerOf(thread) : accountOf(call, thread)],
    })),
  };
}

function showBubble(call: AuthorisedCall, thread: Thread, bubble: Bubble, fields: Field[]) {
  const isCustomer = bubble.from === "customer";
  return pickFields("Message", fields, {
    id: () => bubble.mid,
    created_time: () => graphTime(bubble.at),
    from: () => (isCustomer ? customerOf(thread) : accountOf(call, thread)),
    to: () => ({ data: [isCustomer ? accountOf(call, thread) : customerOf(thread)] }),
    message: () => bubble.text,
    attachments: () => listAttachments(call.sandbox, bubble),
    shares: () => listShares(bubble),
    sticker: () => stickerOf(bubble),
    reactions: () => listReactions(call, thread, bubble),
    is_unsupported: () => bubble.extras.is_unsupported,
  });
}
