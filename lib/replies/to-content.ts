import { checkContent } from "#lib/forms/check-content.ts";
import type { Attachment, Content, QuickReply } from "#lib/forms/outgoing-content.ts";
import { type OutgoingPart, PARTS_MAX, toParts } from "#lib/forms/outgoing-parts.ts";
import type { Platform } from "#lib/forms/views.ts";
import { UnusableAnswerError } from "./errors.ts";

type Generated = {
  text: string;
  extras: { quick_replies: readonly QuickReply[]; attachments: readonly Attachment[] };
};

const QUICK_REPLIES_MAX = 13;

/**
 * The messages that an agent's answer is sent in. What its platform would refuse beside the text is
 * left out: the customer shall have the text all the same.
 *
 * @throws {UnusableAnswerError} when nothing is left, or it is endless.
 */
export function partsOfAnswer({ text, extras }: Generated, platform: Platform): OutgoingPart[] {
  const isTaken = (content: Content) => checkContent(content, platform).length === 0;
  const attachments = extras.attachments.filter((attachment) => isTaken({ attachment }));
  const quickReplies = extras.quick_replies
    .filter((reply) => isTaken({ text: "?", quick_replies: [reply] }))
    .slice(0, QUICK_REPLIES_MAX);
  const parts = toParts({ text, attachments, quick_replies: quickReplies }, platform);
  if (parts.length === 0 || parts.length > PARTS_MAX) throw new UnusableAnswerError();
  return parts;
}
