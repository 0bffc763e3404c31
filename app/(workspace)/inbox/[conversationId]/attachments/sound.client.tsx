"use client";

import { IconMicrophone } from "@tabler/icons-react";
import classes from "./attachments.module.css";
import { MediaTrouble } from "./media-trouble.client.tsx";
import { useMedia } from "./use-media.client.ts";

export function Sound({ path, label }: { path: string; label: string }) {
  const { source, trouble, onError, ref, retry } = useMedia(path);
  return (
    <div className={classes.sound}>
      {trouble === null ? (
        <>
          <span className={classes.caption}>
            <IconMicrophone size={14} aria-hidden />
            {label}
          </span>
          <audio
            ref={ref}
            controls
            preload="metadata"
            src={source}
            aria-label={label}
            onError={onError}
          >
            <track kind="captions" />
          </audio>
        </>
      ) : (
        <MediaTrouble trouble={trouble} label={label} onRetry={retry} />
      )}
    </div>
  );
}
