import type { AuthorisedCall } from "#sandbox/meta/graph/graph-call.ts";
import { badParameter, GraphError } from "#sandbox/meta/graph/graph-error.ts";
import {
  grantOfCall,
  requirePageToken,
  requirePermission,
  requireTask,
} from "#sandbox/meta/graph/require-permission.ts";
import { requireControl } from "#sandbox/meta/graph/thread-control.ts";
import { pageAnswers } from "#sandbox/meta/page-answers.ts";
import { findAccountOfPerson } from "#sandbox/person-ids.ts";
import { linkedInstagram } from "#sandbox/state/appearances.ts";
import { hasPermission } from "#sandbox/state/grant.ts";
import { type Thread, visibleBubbles } from "#sandbox/state/threads.ts";
import type { Page } from "#sandbox/world-pages.ts";
import { checkWindow } from "./check-window.ts";
import { findRecipient } from "./find-recipient.ts";
import { prepareContent } from "./prepare-content.ts";
import { readSendRequest } from "./send-schema.ts";
import { act } from "./sender-action.ts";

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
  requireControl(call, thread);
  if (request.senderAction !== null) {
    act(call.sandbox, thread, request);
    return { recipient_id: thread.personId };
  }
  if (request.message === null) throw badParameter("The parameter message is required");
  const content = prepareContent(call, thread, request.message);
  checkWindow(request, thread, call.now);
  if (request.replyToMid !== null) checkReplyTo(thread, request.replyToMid);
  const bubble = await pageAnswers(call.sandbox, thread, {
    ...content,
    text: request.message.text ?? "",
    metadata: request.message.metadata ?? null,
    appId: call.sandbox.config.appId,
    replyTo: request.replyToMid === null ? null : { mid: request.replyToMid },
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
  const { account } = thread;
  requireTask(call, account.page, ["MESSAGING"]);
  if (account.platform === "messenger") requirePermission(call, "pages_messaging");
  else requirePermission(call, "instagram_manage_messages", 10);
  if (account.platform === "messenger") return;
  requireInstagram(call, account.page);
  if (hasPermission(grantOfCall(call), "instagram_basic")) return;
  throw new GraphError("(#10) Application does not have permission for this action", {
    code: 10,
    status: 403,
  });
}

function requireInstagram(call: AuthorisedCall, page: Page): void {
  const instagram = linkedInstagram(call.sandbox.appearances, page);
  if (!instagram) {
    throw badParameter("The page is not linked to an Instagram account", 2534013);
  }
  if (instagram.allowsMessages) return;
  throw new GraphError("(#200) The Instagram account has not allowed access to its messages", {
    code: 200,
    subcode: 2534041,
    status: 403,
  });
}

function checkReplyTo(thread: Thread, mid: string): void {
  if (visibleBubbles(thread).some((bubble) => bubble.mid === mid)) return;
  throw badParameter("Param reply_to[mid] is not a message of this conversation");
}
