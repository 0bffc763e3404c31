/** Something that Meta would refuse. `field` is a path such as `quick_replies.3.title`. */
export type ContentProblem = {
  field: string;
  code:
    | "empty"
    | "too_long"
    | "too_many"
    | "too_many_messages"
    | "missing"
    | "not_https"
    | "not_facebook"
    | "one_source"
    | "needs_text"
    | "bare_card"
    | "not_on_instagram";
  /** For the `too_…` codes. */
  max?: number;
};
