"use client";

import { useSyncExternalStore } from "react";
import { uuidv7 } from "uuidv7";
import type { MessageView, Platform } from "#lib/forms/views.ts";
import { fileProblemOf } from "./file-to-send.ts";
import { createPendingFiles, type PendingFile } from "./pending-files.ts";
import { uploadFile } from "./upload-file.ts";
import { askToSend, type SendAnswer } from "./use-answers.client.ts";

const pending = createPendingFiles();

type Needs = {
  sendAnswer: SendAnswer;
  conversationId: string;
  platform: Platform;
  messages: readonly MessageView[];
  onWritten: (message: MessageView) => void;
};

/** Sends a teammate's files, each as a message of its own, and shows how far they are. */
export function useFiles({ sendAnswer, conversationId, platform, messages, onWritten }: Needs) {
  const all = useSyncExternalStore(
    pending.subscribe,
    () => pending.of(conversationId),
    () => pending.of(conversationId),
  );
  const written = new Set(messages.map(({ client_id }) => client_id));

  const send = async ({ file, clientId, uploaded }: PendingFile) => {
    const note = (fresh: Partial<PendingFile>) => pending.update(conversationId, clientId, fresh);
    const attachment =
      uploaded ?? (await uploadFile({ conversationId, file }, (progress) => note({ progress })));
    if (typeof attachment === "string") return note({ failure: attachment });
    note({ progress: 1, uploaded: attachment });
    const outcome = await askToSend(sendAnswer, {
      conversation_id: conversationId,
      client_id: clientId,
      attachment,
    });
    if ("code" in outcome) return note({ failure: outcome.code });
    onWritten(outcome);
    pending.remove(conversationId, clientId);
  };

  return {
    files: all.filter(({ clientId }) => !written.has(clientId)),
    sendFiles(files: readonly File[]) {
      for (const file of files) {
        const failure = fileProblemOf(file, platform);
        const fresh = { clientId: uuidv7(), file, progress: 0, uploaded: null, failure };
        pending.add(conversationId, fresh);
        if (failure === null) void send(fresh);
      }
    },
    tryFileAgain(file: PendingFile) {
      pending.update(conversationId, file.clientId, { failure: null });
      void send(file);
    },
    discardFile: ({ clientId }: PendingFile) => pending.remove(conversationId, clientId),
  };
}
