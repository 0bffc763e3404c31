import { sendMessage } from "#sandbox/meta/send/send-message.ts";
import { uploadAttachment } from "#sandbox/meta/send/upload-attachment.ts";
import { linkedInstagram } from "#sandbox/state/appearances.ts";
import type { Login } from "#sandbox/state/logins.ts";
import type { Bubble, Thread } from "#sandbox/state/threads.ts";
import { findAccount, findPage, world } from "#sandbox/world.ts";
import type { Page } from "#sandbox/world-pages.ts";
import { showAppSubscriptions, subscribeApp, unsubscribeApp } from "./app-subscriptions.ts";
import { checkLimits } from "./check-limits.ts";
import { listMessages, showMessage } from "./conversation-messages.ts";
import { listConversations, showConversation } from "./conversations.ts";
import { debugToken } from "./debug-token.ts";
import { exchangeToken } from "./exchange-token.ts";
import { readFields } from "./fields.ts";
import type { AuthorisedCall, GraphCall } from "./graph-call.ts";
import { unknownObject, unknownPath } from "./graph-error.ts";
import { showInstagram, showPage } from "./page-node.ts";
import { textParam } from "./params.ts";
import { showPerson } from "./person-node.ts";
import { readCaller } from "./read-caller.ts";
import { grantOfCall, loginOfCall } from "./require-permission.ts";
import { showPageSubscription, subscribePage, unsubscribePage } from "./subscribed-apps.ts";
import {
  passThread,
  releaseThread,
  requestThread,
  showThreadOwner,
  takeThread,
} from "./thread-control.ts";
import {
  listBusinesses,
  listBusinessPages,
  listOwnPages,
  listPermissions,
  showUser,
  visiblePages,
} from "./user-node.ts";

/** Answers one Graph call by node and edge; throws GraphError as Meta would refuse. */
export async function answerGraph(
  call: GraphCall,
  path: string[],
  authorization: string | undefined,
): Promise<object> {
  const [first = "", edge = ""] = path;
  if (first === "oauth" && edge === "access_token") return exchangeToken(call);
  const authorised: AuthorisedCall = { ...call, caller: readCaller(call, authorization) };
  checkLimits(authorised, edge);
  if (first === "debug_token") return debugToken(authorised);
  if (path.length > 2 || first === "") throw unknownPath(path.join("/"));
  const node = findNode(authorised, first);
  const answer = edgesOf(authorised, node)[`${call.method} /${edge}`];
  if (answer) return answer();
  if (edge !== "" && call.method === "GET") throw unknownPath(edge);
  throw unknownObject(call.method, first);
}

type Node =
  | { kind: "user"; login: Login }
  | { kind: "app" | "business" }
  | { kind: "page" | "instagram"; page: Page }
  | { kind: "person"; id: string }
  | { kind: "thread"; thread: Thread }
  | { kind: "message"; thread: Thread; bubble: Bubble };

type Edges = Record<string, () => object | Promise<object>>;

function findNode(call: AuthorisedCall, name: string): Node {
  const { caller, sandbox } = call;
  if (name === "me") return findMe(call);
  const login = loginOfCall(call);
  if (caller.kind === "user" && login?.user.id === name) return { kind: "user", login };
  if (name === sandbox.config.appId) return { kind: "app" };
  if (name === world.business.id && caller.kind === "user") return { kind: "business" };
  const account = findAccount(name);
  if (account) {
    const isVisible =
      caller.kind === "page"
        ? caller.pageId === account.page.id
        : visiblePages(call).includes(account.page);
    if (!isVisible) throw unknownObject(call.method, name);
    return { kind: account.platform === "messenger" ? "page" : "instagram", page: account.page };
  }
  if (/^\d+$/.test(name)) return { kind: "person", id: name };
  for (const thread of sandbox.threads.values()) {
    if (thread.id === name) return { kind: "thread", thread };
    const bubble = thread.bubbles.find((each) => each.mid === name && !each.isUnsent);
    if (bubble) return { kind: "message", thread, bubble };
  }
  throw unknownPath(name);
}

function findMe(call: AuthorisedCall): Node {
  const login = loginOfCall(call);
  if (call.caller.kind === "user" && login) return { kind: "user", login };
  const page = call.caller.kind === "page" ? findPage(call.caller.pageId) : null;
  if (!page) throw unknownPath("me");
  return { kind: "page", page };
}

function edgesOf(call: AuthorisedCall, node: Node): Edges {
  switch (node.kind) {
    case "user":
      return {
        "GET /": () => showUser(call, node.login),
        "GET /accounts": () => listOwnPages(call, node.login),
        "GET /permissions": () => listPermissions(node.login),
        "GET /businesses": () => listBusinesses(node.login),
      };
    case "business":
      return {
        "GET /owned_pages": () => listBusinessPages(call, "owned_pages"),
        "GET /client_pages": () => listBusinessPages(call, "client_pages"),
      };
    case "app":
      return {
        "GET /subscriptions": () => showAppSubscriptions(call),
        "POST /subscriptions": () => subscribeApp(call),
        "DELETE /subscriptions": () => unsubscribeApp(call),
      };
    case "page":
      return pageEdges(call, node.page);
    case "instagram":
      return { "GET /": () => showInstagramNode(call, node.page) };
    case "person":
      return { "GET /": () => showPerson(call, node.id) };
    case "thread":
      return {
        "GET /": () => showConversation(call, node.thread),
        "GET /messages": () => listMessages(call, node.thread),
      };
    case "message":
      return { "GET /": () => showMessage(call, node.thread, node.bubble) };
  }
}

function pageEdges(call: AuthorisedCall, page: Page): Edges {
  return {
    "GET /": () => showPage(call, page, "id,name"),
    "GET /subscribed_apps": () => showPageSubscription(call, page),
    "POST /subscribed_apps": () => subscribePage(call, page),
    "DELETE /subscribed_apps": () => unsubscribePage(call, page),
    "POST /messages": () => sendMessage(call, page),
    "POST /message_attachments": () => uploadAttachment(call, page),
    "POST /pass_thread_control": () => passThread(call, page),
    "POST /take_thread_control": () => takeThread(call, page),
    "POST /release_thread_control": () => releaseThread(call, page),
    "POST /request_thread_control": () => requestThread(call, page),
    "GET /thread_owner": () => showThreadOwner(call, page),
    "GET /conversations": () => listConversations(call, page),
  };
}

function showInstagramNode(call: AuthorisedCall, page: Page): object {
  const instagram = linkedInstagram(call.sandbox.appearances, page);
  if (!instagram || !grantOfCall(call).instagramIds.has(instagram.id)) {
    throw unknownObject(call.method, page.instagram?.id ?? page.id);
  }
  return showInstagram(call, instagram, readFields(textParam(call.params, "fields"), "id"));
}
