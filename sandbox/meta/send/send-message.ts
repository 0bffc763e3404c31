import type { AuthorisedCall } from "#sandbox/meta/graph/graph-call.ts";
import { badParameter, GraphError } from "#sandbox/meta/graph/graph-error.ts";
import { requirePageToken, requirePermission } from "#sandbox/meta/graph/require-permission.ts";
import { pageAnswers } from "#sandbox/meta/page-answers.ts";
import { findAccountOfPerson } from "#sandbox/person-ids.ts";
import { hasPermission } from "#sandbox/state/grant.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Thread } from "#sandbox/state/threads.ts";
import type { Page } from "#sandbox/world-pages.ts";
import { checkContent } from "./check-content.ts";
import { checkWindow } from "./check-window.ts";
import { findRecipient } from "./find-recipient.ts";
import { type OutgoingMessage, readSendRequest } from "./send-schema.ts";

/** The Send API for a page and its Instagram account. */
export async function sendMessage(call: AuthorisedCall, page: Page) {
  requirePageToken(call, page);
  const request = readSendRequest(call.params);
  if (request.senderAction !== null && request.message !== null) {
    throw badParameter("Cannot send message and state at the same time", 2018014);
  }
  const thread = findRecipient(call.sandbox, page, request.recipientId);
  if (!thread) throw noMatchingUser(request.recipientId);
  requireMessaging(call, thread);
  if (request.senderAction !== null) {
    act(call.sandbox, thread, request.senderAction);
    return { recipient_id: thread.personId };
  }
  if (request.message === null) throw badParameter("The parameter message is required");
  checkContent(request.message, thread.account.platform);
  checkWindow(request, thread, call.now);
  if (request.replyToMid !== null) checkReplyTo(thread, request.replyToMid);
  const bubble = await pageAnswers(call.sandbox, thread, {
    text: request.message.text ?? "",
    metadata: request.message.metadata ?? null,
    appId: call.sandbox.config.appId,
    attachments: attachmentsOf(request.message),
  });
  return { recipient_id: thread.personId, message_id: bubble.mid };
}

function noMatchingUser(personId: string): GraphError {
  const isInstagram = findAccountOfPerson(personId)?.platform === "instagram";
  return isInstagram
    ? badParameter("No matching Instagram user", 2534014)
    : badParameter("No matching user found", 2018001);
}

function requireMessaging(call: AuthorisedCall, thread: Thread): void {
  const { grant } = call.sandbox;
  const { account } = thread;
  if (account.platform === "messenger") requirePermission(call, "pages_messaging");
  else requirePermission(call, "instagram_manage_messages", 10);
  const covered =
    account.platform === "messenger"
      ? grant.pageIds.has(account.id)
      : grant.instagramIds.has(account.id) && hasPermission(grant, "instagram_basic");
  if (covered) return;
  throw new GraphError("(#10) Application does not have permission for this action", {
    code: 10,
    status: 403,
  });
}

const senderActions = ["typing_on", "typing_off", "mark_seen", "react", "unreact"];

function act(sandbox: Sandbox, thread: Thread, action: string): void {
  if (!senderActions.includes(action)) {
    throw badParameter(`Param sender_action must be one of {${senderActions.join(", ")}}`);
  }
  if (action === "typing_on" || action === "typing_off") {
    thread.isPageTyping = action === "typing_on";
  }
  if (action === "mark_seen") {
    for (const bubble of thread.bubbles) if (bubble.from === "customer") bubble.isRead = true;
  }
  sandbox.changes.emit("change");
}

function checkReplyTo(thread: Thread, mid: string): void {
  if (thread.bubbles.some((bubble) => bubble.mid === mid)) return;
  throw badParameter("Param reply_to[mid] is not a message of this conversation");
}

function attachmentsOf(message: OutgoingMessage): unknown[] {
  const sticker =
    message.sticker_id === undefined
      ? []
      : [{ type: "sticker", payload: { sticker_id: message.sticker_id } }];
  const single = message.attachment === undefined ? [] : [message.attachment];
  return [...single, ...(message.attachments ?? []), ...sticker];
}
