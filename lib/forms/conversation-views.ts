/** Parts of what the routes say of a conversation. Types only; safe for the browser. */

/** What Meta told of the customer; all of it may be missing. */
export type CustomerView = {
  name: string | null;
  /** Of Instagram, without the @. */
  username: string | null;
  has_picture: boolean;
};

/**
 * Who silenced the agent: a teammate here, somebody in Meta's own inbox or another app's answer, the
 * app that took the conversation over at Meta, or the agent itself.
 */
export type PausedView = {
  by: "teammate" | "page_inbox" | "thread_control" | "agent";
  since: string;
  /** The teammate who took over. */
  teammate: string | null;
};
