"use client";

import { useSyncExternalStore } from "react";
import { uuidv7 } from "uuidv7";
import type { MessageView, Platform } from "#lib/forms/views.ts";
import { judgeFile } from "./file-to-send.ts";
import { createPendingFiles, type PendingFile } from "./pending-files.ts";
import { uploadFile } from "./upload-file.ts";

const pending = createPendingFiles();

type Needs = {
  conversationId: string;
  platform: Platform;
  messages: readonly MessageView[];
  onWritten: (message: MessageView) => void;
};

/** Sends a teammate's files, each as a message of its own, and shows how far they are. */
export function useFiles({ conversationId, platform, messages, onWritten }: Needs) {
  const all = useSyncExternalStore(
    pending.subscribe,
    () => pending.of(conversationId),
    () => pending.of(conversationId),
  );
  const written = new Set(messages.map(({ client_id }) => client_id));

  const upload = async (file: File, clientId: string) => {
    const outcome = await uploadFile({ conversationId, clientId, file }, (progress) =>
      pending.update(conversationId, clientId, { progress }),
    );
    if (typeof outcome === "string") {
      return pending.update(conversationId, clientId, { failure: outcome });
    }
    onWritten(outcome);
    pending.remove(conversationId, clientId);
  };

  return {
    files: all.filter(({ clientId }) => !written.has(clientId)),
    sendFiles(files: readonly File[]) {
      for (const file of files) {
        const { type, problem } = judgeFile(file, platform);
        const clientId = uuidv7();
        const failure = problem === null ? null : `file_${problem}_${type}`;
        pending.add(conversationId, { clientId, file, progress: 0, failure });
        if (failure === null) void upload(file, clientId);
      }
    },
    tryFileAgain({ file, clientId }: PendingFile) {
      pending.update(conversationId, clientId, { progress: 0, failure: null });
      void upload(file, clientId);
    },
    discardFile: ({ clientId }: PendingFile) => pending.remove(conversationId, clientId),
  };
}
