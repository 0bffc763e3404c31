import type { AlertKind } from "./kinds.ts";

/** What the operator's webhook says about a problem; the screens have words of their own. */
export const ALERT_TITLES: Readonly<Record<AlertKind, string>> = {
  "channel.token-invalid": "Facebook no longer accepts a channel's login",
  "channel.permission-missing": "A channel lacks a permission at Facebook",
  "channel.blocked": "Meta has blocked a channel",
  "channel.policy": "Meta warned or blocked a page for breaking its rules",
  "channel.unsubscribed": "Meta no longer delivers a channel's messages",
  "channel.silent": "A channel is silent against its habit",
  "events.dead": "Messages of a channel could not be processed",
  "replies.failed": "Replies of a channel could not be sent",
  "replies.held": "Replies of a channel wait for a decision",
  "replies.unstored": "Replies of a channel are missing at dm-voice-agent",
  "replies.doubled": "A customer may have got a reply twice",
  "replies.handover": "The agent asks for a person",
  "upstream.away": "A service that Switchboard needs does not answer",
  "upstream.unauthorized": "A service that Switchboard needs refuses its access",
  "intake.unparsed": "Meta sent something that could not be read",
  "keys.missing": "An encryption key of stored logins is missing: its id is the subject",
  "account.token-invalid": "Facebook no longer accepts somebody's login",
  "account.permission-missing": "A Facebook login lacks a permission",
  "account.expiring": "A Facebook login ends soon",
  "account.data-access-ending": "Meta will soon stop showing customers' profiles to a login",
  "channel.instagram-access-off": "An Instagram account does not allow access to its messages",
};
