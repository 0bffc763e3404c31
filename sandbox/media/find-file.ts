import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { findSampleFile, type MediaFile } from "./sample-files.ts";

/** What lies behind a path of the media host: `files/<sample>` or `uploads/<attachment id>`. */
export function findFile(sandbox: Sandbox, path: string): MediaFile | null {
  const [folder, name = ""] = path.split("/");
  if (folder === "files") return findSampleFile(name);
  return folder === "uploads" ? (sandbox.media.uploads.get(name) ?? null) : null;
}
