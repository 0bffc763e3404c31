/** What a configuration of Facebook Login for Business asks for here. */
export const configPermissions = [
  "pages_show_list",
  "pages_manage_metadata",
  "pages_messaging",
  "pages_read_engagement",
  "business_management",
  "instagram_basic",
  "instagram_manage_messages",
];

/**
 * Every scope that this app may ask for. The instagram_business_* names are missing on purpose:
 * they belong to the other product, Instagram Login.
 */
export const knownPermissions: readonly string[] = [
  "public_profile",
  "email",
  ...configPermissions,
  "pages_manage_posts",
  "pages_manage_engagement",
  "pages_manage_ads",
  "pages_read_user_content",
  "pages_user_locale",
  "pages_user_timezone",
  "pages_user_gender",
  "page_utility_messaging",
  "instagram_manage_comments",
  "instagram_manage_insights",
  "instagram_content_publish",
  "read_insights",
  "leads_retrieval",
  "ads_management",
  "ads_read",
  "catalog_management",
];

/** What the permission means, in the words of the consent screen. */
export const permissionTexts: Record<string, string> = {
  pages_show_list: "Show a list of the Pages you manage",
  pages_manage_metadata: "Manage accounts, settings and webhooks for a Page",
  pages_messaging: "Manage and access Page conversations in Messenger",
  pages_read_engagement: "Read content posted on the Page",
  business_management: "Manage your business portfolio",
  instagram_basic: "Access profile and posts from the linked Instagram account",
  instagram_manage_messages: "Manage and access conversations of the Instagram account",
};
