import { whyNotDelivered } from "#sandbox/meta/delivery/why-not-delivered.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Thread } from "#sandbox/state/threads.ts";
import { listAccounts } from "#sandbox/world.ts";

export type ChannelChoice = { id: string; label: string };

export type ThreadView = {
  channels: ChannelChoice[];
  isTyping: boolean;
  bubbles: {
    mid: string;
    from: "customer" | "page";
    text: string;
    at: number;
    mark: string;
  }[];
};

/** The pages and Instagram accounts whose messages the app would hear of. */
export function listChannels(sandbox: Sandbox): ChannelChoice[] {
  return listAccounts()
    .filter((account) => whyNotDelivered(sandbox, account, "message") === null)
    .map((account) => ({
      id: account.id,
      label: `${account.name} · ${account.platform === "messenger" ? "Messenger" : "Instagram"}`,
    }));
}

/** What the customer's page shows; a null thread is an unfinished choice. */
export function viewThread(sandbox: Sandbox, thread: Thread | null): ThreadView {
  return {
    channels: listChannels(sandbox),
    isTyping: thread?.isPageTyping ?? false,
    bubbles: (thread?.bubbles ?? []).map((bubble) => ({
      mid: bubble.mid,
      from: bubble.from,
      text: bubble.text === "" ? "[attachment]" : bubble.text,
      at: bubble.at,
      mark: markOf(bubble),
    })),
  };
}

function markOf(bubble: Thread["bubbles"][number]): string {
  if (bubble.from === "page") return bubble.isRead ? "You have read this" : "";
  if (bubble.note !== null) return `Not delivered: ${bubble.note}`;
  if (bubble.isRead) return "Seen";
  return bubble.isDelivered ? "Delivered" : "Sending…";
}
