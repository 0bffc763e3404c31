import type { ContentProblem } from "./content-problem.ts";

const WORDS: Readonly<Record<ContentProblem["code"], string>> = {
  empty: "must not be empty",
  too_long: "must have at most {max} characters",
  too_many: "must have at most {max} entries",
  too_many_messages: "is too long: it would take more than {max} messages",
  missing: "must not be empty",
  not_https: "must be a public https address",
  not_facebook: "must be an address at facebook.com, or an attachment_id",
  one_source: "must have either a url or an attachment_id",
  needs_text: "can be sent with a text only",
  bare_card: "must have more than a title: a subtitle, a picture or a button",
  not_on_instagram: "cannot be sent on Instagram",
};

/** What the JSON routes say about a problem; the screens have words of their own. */
export function contentWords({ code, max }: ContentProblem): string {
  return WORDS[code].replace("{max}", String(max ?? ""));
}
