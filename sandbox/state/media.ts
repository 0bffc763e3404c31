import { randomBytes, randomInt } from "node:crypto";

/** What a page has uploaded for sending, by URL or as bytes. */
export type Upload = {
  id: string;
  pageId: string;
  type: string;
  platform: "messenger" | "instagram";
  contentType: string;
  bytes: Buffer;
  /** false: may be sent once only. */
  isReusable: boolean;
  isSpent: boolean;
  /** Epoch ms. */
  at: number;
};

export type MediaStore = {
  /** Signs addresses; another one after a reset, so that old addresses die with it. */
  key: Buffer;
  /** Number of the address signed last. */
  issued: number;
  /** Addresses up to this number have ended before their time. */
  endedUpTo: number;
  ended: Set<number>;
  /** What ended addresses answer. */
  endedStatus: 403 | 410;
  uploads: Map<string, Upload>;
};

export function createMediaStore(): MediaStore {
  return {
    key: randomBytes(32),
    issued: 0,
    endedUpTo: 0,
    ended: new Set(),
    endedStatus: 403,
    uploads: new Map(),
  };
}

/** Keeps an upload under a new id, of as many digits as a JS number holds exactly. */
export function keepUpload(store: MediaStore, upload: Omit<Upload, "id" | "isSpent">): Upload {
  const id = `${randomInt(100_000, 999_999)}${randomInt(100_000_000, 999_999_999)}`;
  const kept = { id, isSpent: false, ...upload };
  store.uploads.set(id, kept);
  return kept;
}
