import { findFile } from "#sandbox/media/find-file.ts";
import { findSampleFile, type MediaFile } from "#sandbox/media/sample-files.ts";
import { mediaPathOf, refusalOf } from "#sandbox/media/signed-url.ts";
import { badParameter, type GraphError } from "#sandbox/meta/graph/graph-error.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { contentTypeOf } from "./media-formats.ts";

export type Fetched = MediaFile & { path: string };

const standIns: Record<string, string> = {
  image: "picture.png",
  audio: "voice.wav",
  video: "clip.mp4",
  file: "paper.pdf",
};

/**
 * What Meta would find at an address. The sandbox's own files are real. It loads nothing from
 * elsewhere: any other https address is taken to hold what its ending says, and a sample stands in
 * for it, but a host under `.invalid` cannot be reached.
 */
export function fetchMedia(sandbox: Sandbox, given: { url: string; type: string }): Fetched {
  const path = mediaPathOf(given.url);
  if (path !== null) {
    const file = refusalOf(sandbox, given.url) === null ? findFile(sandbox, path) : null;
    if (!file) throw cannotFetch(given.url);
    return { ...file, path };
  }
  const url = URL.canParse(given.url) ? new URL(given.url) : null;
  if (url?.protocol !== "https:" || isPrivate(url.hostname)) throw cannotFetch(given.url);
  if (url.hostname === "slow.invalid" && given.type === "video") {
    throw badParameter("Timed out while fetching the video", 2018294);
  }
  if (url.hostname.endsWith(".invalid")) throw cannotFetch(given.url);
  const name = standIns[given.type] ?? "";
  const sample = findSampleFile(name);
  if (!sample) throw cannotFetch(given.url);
  const contentType = contentTypeOf(given.url) ?? sample.contentType;
  return { contentType, bytes: sample.bytes, path: `files/${name}` };
}

function isPrivate(host: string): boolean {
  return /^(localhost|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|\[)/.test(host);
}

function cannotFetch(url: string): GraphError {
  return badParameter(`Failed to fetch the file from the url ${url}`, 2018008);
}
