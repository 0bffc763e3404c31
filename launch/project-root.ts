import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of package.json, with whatever working directory we were started in. */
export const PROJECT_ROOT = fileURLToPath(new URL("..", import.meta.url));

/** A file or folder of the project, absolute. */
export function inProject(...parts: string[]): string {
  return path.join(PROJECT_ROOT, ...parts);
}
