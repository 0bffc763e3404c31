import { type Attachment, readAttachments } from "#lib/meta/events/attachment.ts";

/** What an agent reads for a file or a card that it cannot see, by Meta's word for it. */
const WORDS: Readonly<Record<string, string>> = {
  image: "image",
  sticker: "sticker",
  audio: "audio",
  video: "video",
  file: "file",
  fallback: "link",
  share: "shared post",
  post: "post",
  ig_post: "post",
  reel: "reel",
  ig_reel: "reel",
  story_mention: "story mention",
  ig_story: "story",
  ephemeral: "view-once media",
  template: "card",
  appointment_booking: "appointment",
  location: "location",
  unsupported_type: "unsupported attachment",
};

const TITLE_MAX = 200;

/** Such as `[image]`, `[2 images]`, `[link: Our shop] [audio]`; null for no attachments. */
export function attachmentWords(attachments: unknown): string | null {
  const counts = new Map<string, number>();
  for (const words of readAttachments(attachments).map(wordsOf)) {
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  const parts = [...counts].map(([words, count]) => (count === 1 ? words : `${count} ${words}s`));
  return parts.length === 0 ? null : parts.map((part) => `[${part}]`).join(" ");
}

function wordsOf(attachment: Attachment): string {
  const { type, payload } = attachment;
  const word = WORDS[type] ?? "attachment";
  const detail = detailOf(attachment);
  if (type === "template" && payload?.product != null) return withDetail("product", detail);
  return withDetail(word, detail);
}

function detailOf({ type, title, payload }: Attachment): string | null {
  if (type === "location") {
    const { lat, long } = payload?.coordinates ?? {};
    return lat == null || long == null ? title : `${lat}, ${long}`;
  }
  if (type === "appointment_booking") return payload?.status ?? null;
  return title ?? payload?.product?.elements[0]?.title ?? payload?.elements[0]?.title ?? null;
}

function withDetail(word: string, detail: string | null): string {
  const line = detail?.replaceAll(/[\s[\]]+/g, " ").trim() ?? "";
  return line === "" ? word : `${word}: ${line.slice(0, TITLE_MAX).toWellFormed()}`;
}
