import { linkedInstagram } from "#sandbox/state/appearances.ts";
import type { Thread } from "#sandbox/state/threads.ts";
import { findAccount } from "#sandbox/world.ts";
import type { Page } from "#sandbox/world-pages.ts";
import { checkConversations } from "./check-limits.ts";
import {
  accountOf,
  customerOf,
  graphTime,
  listedIn,
  nestedMessages,
} from "./conversation-messages.ts";
import { type Field, pickFields, readFields } from "./fields.ts";
import type { AuthorisedCall } from "./graph-call.ts";
import { badParameter } from "./graph-error.ts";
import { pagedAnswer } from "./paged.ts";
import { textParam } from "./params.ts";
import { requirePageToken, requirePermission } from "./require-permission.ts";

/** A page's conversations on one platform, newest first. */
export function listConversations(call: AuthorisedCall, page: Page) {
  requirePageToken(call, page);
  const platform = (textParam(call.params, "platform") ?? "messenger").toLowerCase();
  if (platform !== "messenger" && platform !== "instagram") {
    throw badParameter("Param platform must be one of {INSTAGRAM, MESSENGER}");
  }
  const isInstagram = platform === "instagram";
  requirePermission(call, isInstagram ? "instagram_manage_messages" : "pages_messaging");
  const account = findAccount(
    (isInstagram ? linkedInstagram(call.sandbox.appearances, page)?.id : page.id) ?? "",
  );
  if (!account) return { data: [] };
  checkConversations(call, account);
  const userId = textParam(call.params, "user_id");
  const threads = [...call.sandbox.threads.values()]
    .filter((thread) => thread.account === account)
    .filter((thread) => userId === null || thread.personId === userId)
    .filter((thread) => listedIn(call, thread).length > 0)
    .sort((a, b) => lastAt(call, b) - lastAt(call, a));
  const fields = readFields(textParam(call.params, "fields"), "id,updated_time");
  return pagedAnswer(call, threads, {
    path: `${page.id}/conversations`,
    pageSizeMax: 25,
    keyOf: (thread) => thread.id,
    show: (thread) => showThread(call, thread, fields),
    keep: ["platform", "user_id"],
  });
}

export function showConversation(call: AuthorisedCall, thread: Thread) {
  requirePageToken(call, thread.account.page);
  checkConversations(call, thread.account);
  return showThread(call, thread, readFields(textParam(call.params, "fields"), "id,updated_time"));
}

function showThread(call: AuthorisedCall, thread: Thread, fields: Field[]) {
  return pickFields("UnifiedThread", fields, {
    id: () => thread.id,
    updated_time: () => graphTime(lastAt(call, thread)),
    message_count: () => listedIn(call, thread).length,
    participants: () => ({ data: [customerOf(thread), accountOf(call, thread)] }),
    messages: (field) => nestedMessages(call, thread, field),
  });
}

function lastAt(call: AuthorisedCall, thread: Thread): number {
  return listedIn(call, thread).at(-1)?.at ?? 0;
}
