import { env } from "#lib/env.ts";
import { startWorkers } from "#lib/jobs/start-workers.ts";
import { prepareDatabase } from "#lib/prepare-database.ts";
import { services } from "#lib/services.ts";
import { stopGently } from "#lib/stop.ts";

try {
  await prepareDatabase(env());
  const needs = await services();
  await startWorkers(needs);
  stopGently(() => needs.close());
  process.stdout.write("workers ready\n");
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : "Start failed"}\n`);
  process.exit(1);
}
