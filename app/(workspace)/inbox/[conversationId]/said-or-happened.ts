import type { MessageView } from "#lib/forms/views.ts";

/** How a row of the conversation is shown; null when it stands on the message that it is about. */
export function looksOf({ kind, target }: Pick<MessageView, "kind" | "target">) {
  if (kind === "message" || kind === "postback") return "bubble";
  const isActivity = kind === "edit" || kind === "unsend" || kind === "reaction";
  return isActivity && target !== null && target.message_id !== null ? null : "line";
}
