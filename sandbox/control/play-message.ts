import { signedUrl } from "#sandbox/media/signed-url.ts";
import { otherAppId, pageInboxAppId } from "#sandbox/meta/apps.ts";
import { customerWrites } from "#sandbox/meta/customer-writes.ts";
import { announceEcho } from "#sandbox/meta/message-events.ts";
import { pageWrites } from "#sandbox/meta/page-answers.ts";
import { sampleAttachment } from "#sandbox/meta/sample-attachments.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { ReplyTo, Thread } from "#sandbox/state/threads.ts";
import type { EchoEvent, MessageEvent } from "./event-schema.ts";
import { findBubble, impossible, type Outcome } from "./played.ts";
import { referralOf } from "./referral.ts";

type Place = { thread: Thread; origin: string };

/** The customer writes; the kind may be the name of the one attachment that goes with it. */
export function playMessage(sandbox: Sandbox, place: Place, event: MessageEvent): Outcome {
  const { thread } = place;
  const { kind, mid, timestamp } = event;
  const plain = ["text", "message", "story_reply", "unsupported"];
  const names = plain.includes(kind) ? event.attachments : [kind, ...event.attachments];
  const attachments = attachmentsOf(sandbox, place, names);
  const replyTo = replyOf(sandbox, place, event);
  if (event.text === "" && attachments.length === 0 && kind !== "unsupported") {
    throw impossible("A message needs a text or an attachment");
  }
  const { bubble, underway } = customerWrites(sandbox, thread, {
    text: event.text,
    attachments,
    ...(mid === undefined ? {} : { mid }),
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(replyTo === null ? {} : { replyTo }),
    extras: extrasOf(place, event),
  });
  return { underway, mid: bubble.mid };
}

function attachmentsOf(sandbox: Sandbox, { thread, origin }: Place, names: (string | object)[]) {
  const { platform } = thread.account;
  return names.map((name) => {
    if (typeof name !== "string") return name;
    const sample = sampleAttachment(sandbox, { name, platform, origin });
    if (sample) return sample;
    throw impossible(`${platform} has no attachment like ${name}`);
  });
}

function replyOf(sandbox: Sandbox, { thread, origin }: Place, event: MessageEvent): ReplyTo | null {
  if (event.kind === "story_reply") {
    requireInstagram(thread, event.kind);
    return {
      story: { url: signedUrl(sandbox, origin, "files/picture.png"), id: "17901122334455667" },
    };
  }
  return event.reply_to === undefined ? null : { mid: findBubble(thread, event.reply_to).mid };
}

function extrasOf({ thread }: Place, event: MessageEvent): Record<string, unknown> {
  if (event.kind === "unsupported") requireInstagram(thread, event.kind);
  const { quick_reply, referral, commands } = event;
  return {
    ...(event.kind === "unsupported" ? { is_unsupported: true } : {}),
    ...(quick_reply === undefined ? {} : { quick_reply: { payload: quick_reply } }),
    ...(referral === undefined ? {} : { referral: referralOf(thread, referral) }),
    ...(commands === undefined ? {} : { commands: commands.map((name) => ({ name })) }),
  };
}

function requireInstagram(thread: Thread, kind: string): void {
  if (thread.account.platform !== "instagram") throw impossible(`messenger has no ${kind}`);
}

/** A tap on a quick reply under the page's newest message sends its title. */
export function tapQuickReply(sandbox: Sandbox, thread: Thread, title: string): Outcome {
  const { tappable } = findBubble(thread, undefined, "page");
  const tapped = tappable.find((each) => each.kind === "quick_reply" && each.title === title);
  if (!tapped) throw impossible(`The page's newest message offers no quick reply ${title}`);
  const { bubble, underway } = customerWrites(sandbox, thread, {
    text: tapped.title,
    extras: { quick_reply: { payload: tapped.payload } },
  });
  return { underway, mid: bubble.mid };
}

/** The page writes by other means than ours: another app, or a person in its inbox. */
export function playEcho(sandbox: Sandbox, place: Place, event: EchoEvent): Outcome {
  const { thread } = place;
  const attachments = attachmentsOf(sandbox, place, event.attachments);
  if (event.text === "" && attachments.length === 0) {
    throw impossible("A message needs a text or an attachment");
  }
  const appIds = { ours: sandbox.config.appId, human: pageInboxAppId, app: otherAppId };
  const bubble = pageWrites(sandbox, thread, {
    text: event.text,
    attachments,
    metadata: event.metadata,
    appId: appIds[event.by],
    isDelivered: true,
    ...(event.mid === undefined ? {} : { mid: event.mid }),
  });
  return { underway: announceEcho(sandbox, thread, bubble), mid: bubble.mid };
}
