import { linkedInstagram } from "#sandbox/state/appearances.ts";
import { hasPermission } from "#sandbox/state/grant.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Account } from "#sandbox/world.ts";
import { mayUseInbox } from "#sandbox/world-users.ts";

export type EventKind = keyof (typeof fieldNames)["messenger"];

/** An event of a kind, or whatever comes with a field of that name. */
export type Subject = EventKind | { field: string };

/** The reason, in words, why Meta would not send this event to the app; null when it would. */
export function whyNotDelivered(
  sandbox: Sandbox,
  account: Account,
  subject: Subject,
): string | null {
  const object = account.platform === "messenger" ? "page" : "instagram";
  const field = typeof subject === "string" ? fieldNames[account.platform][subject] : subject.field;
  if (field === null) return `Instagram has no ${String(subject)} event`;
  const pageFields = sandbox.subscriptions.pages.get(account.page.id);
  if (!pageFields?.length) return "the page has no subscribed_apps";
  if (!sandbox.subscriptions.app.get(object)?.fields.includes(field)) {
    return `the app is not subscribed to ${object}.${field}`;
  }
  if (object === "page" && !pageFields.includes(field)) {
    return `the page is not subscribed to ${field}`;
  }
  return whyNotGranted(sandbox, account);
}

const fieldNames = {
  messenger: {
    message: "messages",
    echo: "message_echoes",
    delivery: "message_deliveries",
    read: "message_reads",
    edit: "message_edits",
    reaction: "message_reactions",
    postback: "messaging_postbacks",
    referral: "messaging_referrals",
    optin: "messaging_optins",
    account_linking: "messaging_account_linking",
    handover: "messaging_handovers",
    standby: "standby",
    policy_enforcement: "messaging_policy_enforcement",
    messaging_feedback: "messaging_feedback",
    response_feedback: "response_feedback",
    order: "send_cart",
  },
  instagram: {
    message: "messages",
    echo: "messages",
    delivery: null,
    read: "messaging_seen",
    edit: "message_edit",
    reaction: "message_reactions",
    postback: "messaging_postbacks",
    referral: "messaging_referral",
    optin: "messaging_optins",
    account_linking: null,
    handover: "messaging_handover",
    standby: "standby",
    policy_enforcement: null,
    messaging_feedback: null,
    response_feedback: "response_feedback",
    order: null,
  },
} as const;

// One person is enough: what two have granted goes on when one of them takes it back.
function whyNotGranted(sandbox: Sandbox, account: Account): string | null {
  const isMessenger = account.platform === "messenger";
  if (!isMessenger) {
    const instagram = linkedInstagram(sandbox.appearances, account.page);
    if (!instagram) return "the account is not linked to the page";
    if (!instagram.allowsMessages) return "the account does not allow access to messages";
  }
  const covering = [...sandbox.logins.values()].filter(({ grant }) =>
    (isMessenger ? grant.pageIds : grant.instagramIds).has(account.id),
  );
  if (covering.length === 0)
    return `the login does not cover the ${isMessenger ? "page" : "account"}`;
  const permission = isMessenger ? "pages_messaging" : "instagram_manage_messages";
  const granting = covering.filter(({ grant }) => hasPermission(grant, permission));
  if (granting.length === 0) return `${permission} is not granted`;
  const hasRole = granting.some(({ roles }) => mayUseInbox(roles.get(account.page.id) ?? []));
  return hasRole ? null : "who granted the page has no role there any more";
}
