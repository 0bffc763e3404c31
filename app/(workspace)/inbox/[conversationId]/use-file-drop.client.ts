"use client";

import { type ClipboardEvent, type DragEvent, useState } from "react";

/** Handlers for files that are dropped or pasted; `isOver` while one is held above. */
export function useFileDrop(onFiles: (files: readonly File[]) => void, isEnabled: boolean) {
  const [depth, setDepth] = useState(0);
  const hasFiles = (event: DragEvent) => isEnabled && event.dataTransfer.types.includes("Files");
  const enter = (event: DragEvent, step: 1 | -1) => {
    if (hasFiles(event)) setDepth((before) => Math.max(0, before + step));
  };
  return {
    isOver: depth > 0,
    dropHandlers: {
      onDragEnter: (event: DragEvent) => enter(event, 1),
      onDragLeave: (event: DragEvent) => enter(event, -1),
      onDragOver(event: DragEvent) {
        if (hasFiles(event)) event.preventDefault();
      },
      onDrop(event: DragEvent) {
        setDepth(0);
        if (!hasFiles(event)) return;
        event.preventDefault();
        onFiles([...event.dataTransfer.files]);
      },
    },
    onPaste(event: ClipboardEvent) {
      const files = [...event.clipboardData.files];
      if (!isEnabled || files.length === 0) return;
      event.preventDefault();
      onFiles(files);
    },
  };
}
