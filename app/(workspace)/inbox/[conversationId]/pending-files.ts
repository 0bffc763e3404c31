import type { UploadedFile } from "./upload-file.ts";

/** A file on its way to the server. */
export type PendingFile = {
  clientId: string;
  file: File;
  /** From 0 to 1. */
  progress: number;
  /** Once Meta has it: what is tried again then is the very same answer. */
  uploaded: UploadedFile | null;
  /** Why it was not sent; null while it is on its way. */
  failure: string | null;
};

const NONE: readonly PendingFile[] = [];

/** The files of each conversation that are on their way, kept while other conversations are looked at. */
export function createPendingFiles() {
  const held = new Map<string, readonly PendingFile[]>();
  const listeners = new Set<() => void>();
  const of = (conversationId: string) => held.get(conversationId) ?? NONE;
  const change = (conversationId: string, files: readonly PendingFile[]) => {
    held.set(conversationId, files);
    for (const listener of listeners) listener();
  };

  return {
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    /** The same array until something changes. */
    of,

    add(conversationId: string, file: PendingFile): void {
      change(conversationId, [...of(conversationId), file]);
    },

    update(conversationId: string, clientId: string, fresh: Partial<PendingFile>): void {
      const files = of(conversationId);
      change(
        conversationId,
        files.map((file) => (file.clientId === clientId ? { ...file, ...fresh } : file)),
      );
    },

    remove(conversationId: string, clientId: string): void {
      const files = of(conversationId);
      change(
        conversationId,
        files.filter((file) => file.clientId !== clientId),
      );
    },
  };
}
