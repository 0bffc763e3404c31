import { z } from "zod";
import { badParameter } from "#sandbox/meta/graph/graph-error.ts";
import { emojiOf, isReactionName, reactionNames } from "#sandbox/meta/reactions.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Bubble, Thread } from "#sandbox/state/threads.ts";
import { readPart, type SendRequest } from "./send-schema.ts";

const senderActions = ["typing_on", "typing_off", "mark_seen", "react", "unreact"];
const reactSchema = z.object({ message_id: z.string(), reaction: z.string().optional() });

/** Does what the page shows without writing; the app hears nothing of it. */
export function act(sandbox: Sandbox, thread: Thread, request: SendRequest): void {
  const action = request.senderAction ?? "";
  if (!senderActions.includes(action)) {
    throw badParameter(`Param sender_action must be one of {${senderActions.join(", ")}}`);
  }
  if (action === "typing_on" || action === "typing_off") {
    thread.isPageTyping = action === "typing_on";
  }
  if (action === "mark_seen") {
    for (const bubble of thread.bubbles) if (bubble.from === "customer") bubble.isRead = true;
  }
  if (action === "react" || action === "unreact") react(thread, action, request.payload);
  sandbox.changes.emit("change");
}

function react(thread: Thread, action: "react" | "unreact", payload: unknown): void {
  const { message_id, reaction } = readPart("payload", reactSchema, payload);
  const bubble = thread.bubbles.find((each) => each.mid === message_id && !each.isUnsent);
  if (!bubble)
    throw badParameter("Param payload[message_id] is not a message of this conversation");
  const others = bubble.reactions.filter(({ from }) => from !== "page");
  bubble.reactions = [...others, ...(action === "react" ? [reactionOf(reaction)] : [])];
}

function reactionOf(reaction: string | undefined): Bubble["reactions"][number] {
  if (reaction === undefined || !isReactionName(reaction)) {
    throw badParameter(`Param payload[reaction] must be one of {${reactionNames.join(", ")}}`);
  }
  return { from: "page", reaction, emoji: emojiOf(reaction) };
}
