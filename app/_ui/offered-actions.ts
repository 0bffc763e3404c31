import type { Decision } from "#lib/forms/attention.ts";
import type { MessageView } from "#lib/forms/views.ts";

export type MessageAction = "try-again" | "store-again" | Decision;

type Troubled = Pick<MessageView, "status" | "error" | "handled_by"> & { isSuperseded: boolean };

/** What a person can do about an outgoing message; nothing that is known to be refused. */
export function offeredActions({
  status,
  error,
  handled_by,
  isSuperseded,
}: Troubled): MessageAction[] {
  switch (status) {
    case "held":
      return ["check", "mark-sent", isSuperseded ? "mark-unsent" : "send-again"];
    case "failed":
    case "dead":
      return isSuperseded || isOver({ error, handled_by }) ? [] : ["try-again"];
    case "sent":
      return error === null ? [] : ["store-again"];
    default:
      return [];
  }
}

/** A teammate's message that came too late for the usual way goes out by the one for people. */
function isOver({ error, handled_by }: Pick<Troubled, "error" | "handled_by">): boolean {
  if (error === "replies.outside-window" || error === "replies.superseded") return true;
  return error === "meta.outside-window" && handled_by !== "human_agent";
}
