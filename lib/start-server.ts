import { env, shareWithNextAuth } from "#lib/env.ts";
import { startWorkers } from "#lib/jobs/start-workers.ts";
import { services } from "#lib/services.ts";
import { onStop } from "#lib/stop.ts";

/** Opens what the routes need and, unless WORKERS=off, takes jobs in this process. */
export async function startServer(): Promise<void> {
  shareWithNextAuth(env());
  const needs = await services();
  onStop(() => needs.close());
  if (needs.settings.WORKERS === "on") await startWorkers(needs);
}
