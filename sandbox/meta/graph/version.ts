import { unknownPath } from "./graph-error.ts";

const living = ["v21.0", "v22.0", "v23.0", "v24.0", "v25.0", "v26.0"];
const oldestLiving = "v21.0";
const dashboardVersion = "v25.0";

export type VersionedPath = { version: string; path: string[] };

/**
 * Which version serves a path, and the path without it. Expired versions are served as the oldest
 * living one; no version at all means the one chosen in the app's dashboard.
 */
export function readVersion(pathname: string): VersionedPath {
  const [first = "", ...rest] = pathname.split("/").filter((part) => part !== "");
  if (!/^v\d/.test(first)) {
    return { version: dashboardVersion, path: first === "" ? [] : [first, ...rest] };
  }
  if (living.includes(first)) return { version: first, path: rest };
  const major = /^v(\d{1,2})\.\d{1,2}$/.exec(first)?.[1];
  if (major !== undefined && Number(major) >= 2 && Number(major) <= 20) {
    return { version: oldestLiving, path: rest };
  }
  throw unknownPath(first);
}
