import { isSameText } from "./same-text.ts";

/** What a message says, as we keep it or as Meta shows it; attachments in either's shape. */
export type Said = { text: string | null; attachments: readonly unknown[] };

/**
 * Whether Meta shows a message of ours. Text is known by its words, files without text by how many
 * there are and whether they are images: Meta tells voice messages as videos at times. How it shows
 * cards is not documented, so that words of its own leave it open.
 */
export function compareContent(ours: Said, shown: Said): "same" | "other" | "unclear" {
  const kinds = ours.attachments.map(kindOf);
  const isBlank = isSameText(shown.text, null);
  if (kinds.includes("template")) {
    if (!isBlank) return isSameText(ours.text, shown.text) ? "same" : "unclear";
    return shown.attachments.length > 0 ? "same" : "unclear";
  }
  if (!isSameText(ours.text, null)) return isSameText(ours.text, shown.text) ? "same" : "other";
  if (!isBlank) return "other";
  // Of older messages Meta shows that they were there, and not what was in them.
  if (shown.attachments.length === 0) return "unclear";
  const isAlike = kinds.length === shown.attachments.length && kinds.every(fits(shown));
  return isAlike ? "same" : "other";
}

function fits({ attachments }: Said) {
  return (kind: string | null, index: number): boolean => {
    const seen = kindOf(attachments[index]);
    return kind === null || seen === null || (kind === "image") === (seen === "image");
  };
}

/** Webhooks say `type`, lists one field or another for each kind. */
function kindOf(attachment: unknown): string | null {
  if (typeof attachment !== "object" || attachment === null) return null;
  const { type, image_data, video_data, mime_type } = attachment as Record<string, unknown>;
  if (typeof type === "string") return type;
  if (image_data != null) return "image";
  if (video_data != null) return "video";
  return typeof mime_type === "string" ? (mime_type.split("/")[0] ?? null) : null;
}
