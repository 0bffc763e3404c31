import { hasPermission } from "#sandbox/state/grant.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Account } from "#sandbox/world.ts";

export type EventKind = "message" | "echo" | "delivery" | "read";

/** The reason, in words, why Meta would not send this event to the app; null when it would. */
export function whyNotDelivered(
  sandbox: Sandbox,
  account: Account,
  kind: EventKind,
): string | null {
  const object = account.platform === "messenger" ? "page" : "instagram";
  const field = fieldNames[account.platform][kind];
  if (field === null) return `Instagram has no ${kind} event`;
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
  },
  instagram: { message: "messages", echo: "messages", delivery: null, read: "messaging_seen" },
} as const;

function whyNotGranted(sandbox: Sandbox, account: Account): string | null {
  const { grant } = sandbox;
  if (account.platform === "messenger") {
    if (!grant.pageIds.has(account.id)) return "the login does not cover the page";
    return hasPermission(grant, "pages_messaging") ? null : "pages_messaging is not granted";
  }
  if (!grant.instagramIds.has(account.id)) return "the login does not cover the account";
  return hasPermission(grant, "instagram_manage_messages")
    ? null
    : "instagram_manage_messages is not granted";
}
