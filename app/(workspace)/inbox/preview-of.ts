/** What stands in a conversation's preview for something that is no text. */
export type PreviewPart = { kind: string; count: number; detail: string | null };

/** What lib/conversations writes in place of a text, and the kinds that it stands for. */
const KINDS: Readonly<Record<string, string>> = {
  image: "image",
  sticker: "sticker",
  audio: "audio",
  video: "video",
  file: "file",
  link: "fallback",
  "shared post": "share",
  post: "post",
  reel: "reel",
  "story mention": "story_mention",
  story: "ig_story",
  "view-once media": "ephemeral",
  card: "template",
  product: "product",
  appointment: "appointment_booking",
  location: "location",
  "unsupported attachment": "unsupported_type",
  attachment: "attachment",
  "message deleted": "deleted",
};

/** The kinds in a preview such as `[2 images] [link: Our shop]`; null for a text. */
export function previewOf(text: string): PreviewPart[] | null {
  if (!/^\[[^[\]]+\]( \[[^[\]]+\])*$/.test(text)) return null;
  const parts = text.slice(1, -1).split("] [").map(toPart);
  return parts.includes(null) ? null : parts.filter((part) => part !== null);
}

function toPart(words: string): PreviewPart | null {
  const [, count, all = ""] = /^(?:(\d+) )?(.+)$/.exec(words) ?? [];
  const one = count === undefined ? all : all.replace(/s$/, "");
  const [, name = "", detail = null] = /^([^:]+)(?:: (.+))?$/.exec(one) ?? [];
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  return kind === undefined ? null : { kind, count: Number(count ?? 1), detail };
}
