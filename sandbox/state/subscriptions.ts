/** Both levels must name a field before anything is delivered. */
export type Subscriptions = {
  app: Map<string, AppSubscription>;
  /** page id → fields; absent: the app is not installed on the page */
  pages: Map<string, string[]>;
};

type AppSubscription = { object: string; callbackUrl: string; fields: string[] };

export function createSubscriptions(callbackUrl: string): Subscriptions {
  const page = { object: "page", callbackUrl, fields: [...usualPageFields] };
  const instagram = { object: "instagram", callbackUrl, fields: [...instagramFields] };
  return {
    app: new Map([
      ["page", page],
      ["instagram", instagram],
    ]),
    pages: new Map(),
  };
}

export const instagramFields: readonly string[] = [
  "messages",
  "message_reactions",
  "messaging_postbacks",
  "messaging_seen",
  "messaging_referral",
  "messaging_handover",
  "standby",
  "messaging_optins",
  "message_edit",
  "response_feedback",
  "comments",
  "live_comments",
  "mentions",
  "story_insights",
];

const usualPageFields: readonly string[] = [
  "messages",
  "messaging_postbacks",
  "messaging_optins",
  "message_deliveries",
  "message_reads",
  "message_echoes",
  "message_reactions",
  "message_edits",
  "messaging_referrals",
  "messaging_account_linking",
  "messaging_handovers",
  "standby",
  "messaging_policy_enforcement",
  "messaging_feedback",
  "response_feedback",
  "send_cart",
  "inbox_labels",
  "feed",
];

/** Names that need pages_messaging besides pages_manage_metadata. */
export function isMessagingField(field: string): boolean {
  return /^(messages$|message_|messaging_|standby$|send_cart$|response_feedback$)/.test(field);
}

export const pageFields: readonly string[] = [
  ...usualPageFields,
  "messaging_integrity",
  "messaging_appointments",
  "messaging_in_thread_lead_form_submit",
  "messaging_customer_information",
  "messaging_optouts",
  "message_context",
  "message_mention",
  "message_template_status_update",
  "calls",
  "conversations",
  "leadgen",
  "mention",
  "ratings",
  "name",
  "picture",
  "category",
  "description",
  "hours",
  "location",
  "phone",
  "email",
  "website",
];
