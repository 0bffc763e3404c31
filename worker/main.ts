import { env } from "#lib/env.ts";
import { startWorkers } from "#lib/jobs/start-workers.ts";
import { prepareDatabase } from "#lib/prepare-database.ts";
import { services } from "#lib/services.ts";
import { runStops, stopGently } from "#lib/stop.ts";

try {
  await prepareDatabase(env());
  await startWorkers(await services({ works: true }));
  stopGently(runStops);
  process.stdout.write("workers ready\n");
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : "Start failed"}\n`);
  process.exit(1);
}
