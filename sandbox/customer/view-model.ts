import { whyNotDelivered } from "#sandbox/meta/delivery/why-not-delivered.ts";
import { nameOfAccount } from "#sandbox/state/appearances.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { type Bubble, type Thread, visibleBubbles } from "#sandbox/state/threads.ts";
import { listAccounts, type Platform } from "#sandbox/world.ts";
import { describeAttachment, type ShownFile } from "./describe-attachment.ts";

export type ChannelChoice = { id: string; label: string; platform: Platform };

type BubbleView = {
  mid: string;
  from: "customer" | "page";
  text: string;
  at: number;
  mark: string;
  /** What it answers; empty when nothing. */
  quote: string;
  files: ShownFile[];
  reactions: string;
  /** Whether one of the reactions is the customer's own. */
  hasOwnReaction: boolean;
  buttons: { kind: "quick_reply" | "postback"; title: string }[];
};

export type ThreadView = {
  channels: ChannelChoice[];
  isTyping: boolean;
  bubbles: BubbleView[];
};

/** The pages and Instagram accounts whose messages the app would hear of. */
export function listChannels(sandbox: Sandbox): ChannelChoice[] {
  return listAccounts()
    .filter((account) => whyNotDelivered(sandbox, account, "message") === null)
    .map((account) => ({
      id: account.id,
      platform: account.platform,
      label: `${nameOfAccount(sandbox.appearances, account)} · ${account.platform === "messenger" ? "Messenger" : "Instagram"}`,
    }));
}

/** What the customer's page shows; a null thread is an unfinished choice. */
export function viewThread(sandbox: Sandbox, thread: Thread | null): ThreadView {
  const bubbles = thread ? visibleBubbles(thread) : [];
  const newestOfPage = bubbles.findLast(({ from }) => from === "page");
  return {
    channels: listChannels(sandbox),
    isTyping: thread?.isPageTyping ?? false,
    bubbles: bubbles.map((bubble) => ({
      mid: bubble.mid,
      from: bubble.from,
      text: bubble.text,
      at: bubble.at,
      mark: markOf(bubble),
      quote: quoteOf(bubbles, bubble),
      files: bubble.attachments.map(describeAttachment),
      reactions: bubble.reactions.map(({ emoji }) => emoji).join(""),
      hasOwnReaction: bubble.reactions.some(({ from }) => from === "customer"),
      buttons: bubble.tappable
        .filter(({ kind }) => kind === "postback" || bubble === newestOfPage)
        .map(({ kind, title }) => ({ kind, title })),
    })),
  };
}

function quoteOf(bubbles: Bubble[], { replyTo }: Bubble): string {
  if (replyTo === null) return "";
  if ("story" in replyTo) return "Answer to a story";
  const answered = bubbles.find(({ mid }) => mid === replyTo.mid);
  if (!answered) return "Message unavailable";
  return answered.text === "" ? "Attachment" : answered.text;
}

function markOf(bubble: Bubble): string {
  const edited = bubble.edits > 0 ? "Edited · " : "";
  return `${edited}${receiptOf(bubble)}`.replace(/ · $/, "");
}

function receiptOf(bubble: Bubble): string {
  if (bubble.from === "page") return bubble.isRead ? "You have read this" : "";
  if (bubble.note !== null) return `Not delivered: ${bubble.note}`;
  if (bubble.isRead) return "Seen";
  return bubble.isDelivered ? "Delivered" : "Sending…";
}
