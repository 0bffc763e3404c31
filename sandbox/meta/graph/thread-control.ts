import { findRecipient } from "#sandbox/meta/send/find-recipient.ts";
import { readRecipientId } from "#sandbox/meta/send/send-schema.ts";
import type { Thread } from "#sandbox/state/threads.ts";
import type { Page } from "#sandbox/world-pages.ts";
import type { AuthorisedCall } from "./graph-call.ts";
import { badParameter, GraphError } from "./graph-error.ts";
import { structuredParam, textParam } from "./params.ts";
import { requirePageToken, requirePermission } from "./require-permission.ts";

/** `POST /<page>/pass_thread_control`: only who holds the thread may give it away. */
export function passThread(call: AuthorisedCall, page: Page) {
  const thread = findThread(call, page);
  const target = textParam(call.params, "target_app_id");
  if (target === null) throw badParameter("The parameter target_app_id is required");
  if (!/^\d+$/.test(target)) throw badParameter("Param target_app_id is not the id of an app");
  requireControl(call, thread);
  return hold(call, thread, target);
}

export function takeThread(call: AuthorisedCall, page: Page) {
  return hold(call, findThread(call, page), call.sandbox.config.appId);
}

export function releaseThread(call: AuthorisedCall, page: Page) {
  const thread = findThread(call, page);
  requireControl(call, thread);
  return hold(call, thread, null);
}

/** Asks the app that holds the thread; it does not answer by itself. */
export function requestThread(call: AuthorisedCall, page: Page) {
  findThread(call, page);
  return { success: true };
}

/** `GET /<page>/thread_owner?recipient=` */
export function showThreadOwner(call: AuthorisedCall, page: Page) {
  const { ownerAppId } = findThread(call, page);
  return { data: ownerAppId === null ? [] : [{ thread_owner: { app_id: ownerAppId } }] };
}

/** Throws Meta's refusal while another app holds the thread. */
export function requireControl(call: AuthorisedCall, thread: Thread): void {
  const { ownerAppId, account } = thread;
  if (ownerAppId === null || ownerAppId === call.sandbox.config.appId) return;
  if (account.platform === "instagram") {
    throw badParameter("Another app is controlling this thread now", 2534037);
  }
  throw new GraphError("(#10) Message failed: another app is controlling this thread now.", {
    code: 10,
    subcode: 2018300,
  });
}

function hold(call: AuthorisedCall, thread: Thread, appId: string | null) {
  thread.ownerAppId = appId;
  call.sandbox.changes.emit("change");
  return { success: true };
}

function findThread(call: AuthorisedCall, page: Page): Thread {
  requirePageToken(call, page);
  requirePermission(call, "pages_messaging");
  const thread = findRecipient(call.sandbox, page, recipientOf(call));
  if (!thread) throw badParameter("No matching user found", 2018001);
  return thread;
}

/** Of `thread_owner` the recipient is a bare id. */
function recipientOf(call: AuthorisedCall): string {
  const bare = textParam(call.params, "recipient");
  if (bare !== null && /^\d+$/.test(bare)) return bare;
  return readRecipientId({ recipient: structuredParam(call.params, "recipient") });
}
