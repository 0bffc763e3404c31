import { z } from "zod";
import { metaIdSchema } from "#lib/meta/meta-id.ts";
import { optionalText } from "./parts.ts";

/** Of an `unreact` neither word nor emoji may be there. */
export const reactionEventSchema = z.looseObject({
  reaction: z.looseObject({
    mid: metaIdSchema,
    action: z.string().nullish().catch(null),
    reaction: optionalText,
    emoji: optionalText,
  }),
});

export type ReactionEvent = z.infer<typeof reactionEventSchema>["reaction"];

export function isUnreact({ action }: Pick<ReactionEvent, "action">): boolean {
  return action === "unreact";
}
