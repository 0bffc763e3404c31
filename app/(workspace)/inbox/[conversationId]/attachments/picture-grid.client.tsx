"use client";

import { useState } from "react";
import classes from "./attachments.module.css";
import { ThreadPicture } from "./picture.client.tsx";
import { type GridPicture, PictureViewer } from "./picture-viewer.client.tsx";

/** A message's pictures; each opens in full. */
export function PictureGrid({ pictures }: { pictures: readonly GridPicture[] }) {
  const [shown, setShown] = useState<number | null>(null);
  return (
    <div className={classes.grid} data-many={pictures.length > 1 || undefined}>
      {pictures.map((picture, index) => (
        <ThreadPicture key={picture.path} {...picture} onOpen={() => setShown(index)} />
      ))}
      <PictureViewer
        pictures={pictures}
        shown={shown}
        onShow={setShown}
        onClose={() => setShown(null)}
      />
    </div>
  );
}
