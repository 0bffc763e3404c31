import { signedUrl } from "#sandbox/media/signed-url.ts";
import type { AuthorisedCall } from "#sandbox/meta/graph/graph-call.ts";
import type { Tappable, Thread } from "#sandbox/state/threads.ts";
import { checkContent } from "./check-content.ts";
import { prepareMedia } from "./prepare-attachment.ts";
import { prepareTemplate } from "./prepare-template.ts";
import type { OutgoingMessage } from "./send-schema.ts";

export type Prepared = { attachments: unknown[]; tappable: Tappable[] };

/** What the message holds besides its text, as the echo shows it; throws Meta's refusals. */
export function prepareContent(
  call: AuthorisedCall,
  thread: Thread,
  message: OutgoingMessage,
): Prepared {
  const { account } = thread;
  checkContent(message, account.platform);
  const tappable = quickRepliesOf(thread, message);
  if (message.sticker_id !== undefined) {
    const url = signedUrl(call.sandbox, call.origin, "files/sticker.png");
    const payload = { url, sticker_id: Number(message.sticker_id) };
    return { attachments: [{ type: "sticker", payload }], tappable };
  }
  if (message.attachment?.type === "template") {
    const template = prepareTemplate(call, account, message.attachment.payload);
    return { attachments: [template.attachment], tappable: [...tappable, ...template.tappable] };
  }
  const single = message.attachment === undefined ? [] : [message.attachment];
  const media = [...single, ...(message.attachments ?? [])];
  return { attachments: media.map((given) => prepareMedia(call, account, given)), tappable };
}

/** Tapping for a phone number or an address sends the person's own. */
function quickRepliesOf({ person }: Thread, message: OutgoingMessage): Tappable[] {
  return (message.quick_replies ?? []).map((reply) => {
    const own =
      reply.content_type === "user_email" ? `${person.username}@example.com` : "+15550100";
    const { title = "", payload = "" } = reply;
    return reply.content_type === "text"
      ? { kind: "quick_reply", title, payload }
      : { kind: "quick_reply", title: own, payload: own };
  });
}
