/**
 * What Meta limits: our app as a whole, one Facebook Page (its Instagram account included), or the
 * reading of a page's conversations, which has a limit of its own.
 */
export type Scope = "app" | `page:${string}` | `list:${string}`;
