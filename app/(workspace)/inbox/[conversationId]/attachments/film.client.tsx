"use client";

import classes from "./attachments.module.css";
import { MediaTrouble } from "./media-trouble.client.tsx";
import { useMedia } from "./use-media.client.ts";

export function Film({ path, label }: { path: string; label: string }) {
  const { source, trouble, onError, ref, retry } = useMedia(path);
  return (
    <div className={classes.film}>
      {trouble === null ? (
        <video
          ref={ref}
          controls
          playsInline
          preload="metadata"
          src={source}
          aria-label={label}
          onError={onError}
        >
          <track kind="captions" />
        </video>
      ) : (
        <MediaTrouble trouble={trouble} label={label} onRetry={retry} />
      )}
    </div>
  );
}
