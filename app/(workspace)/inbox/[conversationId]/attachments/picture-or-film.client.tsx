"use client";

import { Image } from "@mantine/core";
import { useState } from "react";
import classes from "./attachments.module.css";
import { Film } from "./film.client.tsx";
import { hasFailed, mediaPath } from "./use-media.client.ts";

type PictureOrFilmProps = { messageId: string; index: number; label: string };

/** Of a story Meta does not say what it is: a picture is tried first, then a film. */
export function PictureOrFilm({ messageId, index, label }: PictureOrFilmProps) {
  const [isPicture, setIsPicture] = useState(true);
  const path = mediaPath(messageId, index);
  if (!isPicture) return <Film path={path} label={label} />;
  return (
    <div className={classes.film}>
      <Image
        ref={(element: HTMLImageElement | null) => {
          if (element !== null && hasFailed(element)) setIsPicture(false);
        }}
        src={path}
        alt={label}
        loading="lazy"
        decoding="async"
        onError={() => setIsPicture(false)}
      />
    </div>
  );
}
