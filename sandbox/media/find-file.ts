import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { portraitPng } from "./portrait.ts";
import { findSampleFile, type MediaFile } from "./sample-files.ts";

/** What lies behind a path of the media host: `files/<sample>`, `uploads/<attachment id>` or `people/<key>.png`. */
export function findFile(sandbox: Sandbox, path: string): MediaFile | null {
  const [folder, name = ""] = path.split("/");
  if (folder === "files") return findSampleFile(name);
  if (folder === "people") return findPortrait(name);
  return folder === "uploads" ? (sandbox.media.uploads.get(name) ?? null) : null;
}

function findPortrait(name: string): MediaFile | null {
  const bytes = portraitPng(name.replace(/\.png$/, ""));
  return bytes && { contentType: "image/png", bytes };
}
