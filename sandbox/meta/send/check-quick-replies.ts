import { badParameter } from "#sandbox/meta/graph/graph-error.ts";
import type { Platform } from "#sandbox/world.ts";
import type { OutgoingMessage } from "./send-schema.ts";

type QuickReply = NonNullable<OutgoingMessage["quick_replies"]>[number];

export function checkQuickReplies(replies: QuickReply[], platform: Platform): void {
  if (replies.length > 13) throw badParameter("Param message[quick_replies] has too many elements");
  replies.forEach((reply, index) => {
    const problem = problemOf(reply, platform);
    if (problem)
      throw badParameter(`Param message[quick_replies][${index}][${problem}] is not valid`);
  });
}

function problemOf(reply: QuickReply, platform: Platform): string | null {
  if (reply.content_type !== "text") {
    const isContact =
      reply.content_type === "user_phone_number" || reply.content_type === "user_email";
    // Instagram refuses these two since 2026-10-05.
    return isContact && platform === "messenger" ? null : "content_type";
  }
  if (!reply.title || [...reply.title].length > 20) return "title";
  if (reply.payload === undefined || reply.payload.length > 1000) return "payload";
  return reply.payload === "" && !reply.image_url ? "payload" : null;
}
