/** What Meta limits: our app as a whole, or one Facebook Page (its Instagram account included). */
export type Scope = "app" | `page:${string}`;
