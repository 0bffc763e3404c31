"use client";

import type { MessageView } from "#lib/forms/views.ts";
import { AttachmentItem } from "./attachment-item.client.tsx";
import classes from "./attachments.module.css";
import { useKindWords } from "./kind-words.ts";
import { PictureGrid } from "./picture-grid.client.tsx";
import type { GridPicture } from "./picture-viewer.client.tsx";
import { toPlaced } from "./placed.ts";
import { mediaPath } from "./use-media.client.ts";

type AttachmentsProps = { message: Pick<MessageView, "id" | "attachments" | "direction"> };

/** Everything that a message carries beside its text. */
export function Attachments({ message: { id, attachments, direction } }: AttachmentsProps) {
  const wordsOf = useKindWords();
  if (attachments.length === 0) return null;
  const pictures = attachments.flatMap(({ type, title, media_index: index }): GridPicture[] => {
    if (index === null || (type !== "image" && type !== "sticker")) return [];
    const shape = type === "sticker" ? "sticker" : "photo";
    return [{ path: mediaPath(id, index), alt: title ?? wordsOf(type) ?? type, shape }];
  });
  const others = attachments.filter(
    ({ type, media_index }) => media_index === null || (type !== "image" && type !== "sticker"),
  );
  return (
    <div className={classes.attachments}>
      {pictures.length > 0 && <PictureGrid pictures={pictures} />}
      {others.map(toPlaced).map(({ item: attachment, place }) => (
        <AttachmentItem
          key={place}
          attachment={attachment}
          messageId={id}
          isOurs={direction === "outbound"}
        />
      ))}
    </div>
  );
}
