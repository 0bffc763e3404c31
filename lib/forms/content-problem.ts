export const CONTENT_PROBLEM_CODES = [
  "empty",
  "too_long",
  "too_many",
  "too_many_messages",
  "missing",
  "not_https",
  "not_facebook",
  "one_source",
  "needs_text",
  "bare_card",
  "not_on_instagram",
] as const;

/** Something that Meta would refuse. `field` is a path such as `quick_replies.3.title`. */
export type ContentProblem = {
  field: string;
  code: (typeof CONTENT_PROBLEM_CODES)[number];
  /** For the `too_…` codes. */
  max?: number;
};
