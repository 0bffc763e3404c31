import { existsSync } from "node:fs";
import { inProject } from "./project-root.ts";

/** Reads `.env` when there is one; what the environment has already stays as it is. */
export function loadDotEnv(): void {
  const file = inProject(".env");
  if (existsSync(file)) process.loadEnvFile(file);
}
