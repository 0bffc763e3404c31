import { env, shareWithNextAuth } from "#lib/env.ts";
import { startWorkers } from "#lib/jobs/start-workers.ts";
import { services } from "#lib/services.ts";

/** What a server process does besides serving: unless WORKERS=off, it takes jobs. */
export async function startServer(): Promise<void> {
  shareWithNextAuth(env());
  if (env().WORKERS === "on") await startWorkers(await services({ works: true }));
}
