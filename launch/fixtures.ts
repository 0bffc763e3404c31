import path from "node:path";
import { connectOccurring } from "./fixtures/connect-occurring.ts";
import { createDeliverer } from "./fixtures/deliverer.ts";
import { openEventLog } from "./fixtures/event-log.ts";
import { findProblems } from "./fixtures/find-problems.ts";
import { formatOutcome, formatSummary } from "./fixtures/format-outcome.ts";
import type { Outcome } from "./fixtures/outcome.ts";
import { type Body, readBodies } from "./fixtures/read-bodies.ts";
import { wrap } from "./fixtures/wrap.ts";
import { BROKEN_OFF, type Command, runCommand } from "./run-command.ts";
import { type FreshInstance, startFresh } from "./start-fresh.ts";

await runCommand(
  async (command) => {
    const [folder] = process.argv.slice(2);
    if (folder === undefined) throw new Error("Which folder? npm run fixtures -- FOLDER");
    // npm runs scripts in the project's folder; the path was typed in INIT_CWD.
    const bodies = await readBodies(path.resolve(process.env.INIT_CWD ?? "", folder));
    const fresh = await startFresh(command, ".data/fixtures-postgres");
    return await Promise.race([runFixtures(command, fresh, bodies), fresh.system.broken]);
  },
  { stoppedCode: BROKEN_OFF },
);

async function runFixtures(command: Command, fresh: FreshInstance, bodies: Body[]) {
  const { sandboxUrl } = fresh.system;
  const channels = await connectOccurring(fresh, bodies);
  console.log(`\n${headerFor(channels)}\n`);
  const events = openEventLog(fresh.databaseUrl);
  command.onStop(events.close);
  const deliver = await createDeliverer(sandboxUrl, events);
  const outcomes: Outcome[] = [];
  for (const body of bodies) {
    const delivered = await deliver(body);
    const outcome = { ...delivered, problems: findProblems(delivered) };
    console.log(formatOutcome(outcome));
    outcomes.push(outcome);
  }
  console.log(`\n${formatSummary(outcomes)}`);
  return outcomes.every(({ problems }) => problems.length === 0) ? 0 : 1;
}

/** The sandbox serves only what lives in it; anything else could not be a channel without pretending. */
function headerFor(channels: string[]): string {
  const names = channels.length === 0 ? "none" : channels.join(", ");
  return wrap([
    ...`Channels: ${names}.`.split(" "),
    ..."Pages and accounts that the sandbox does not have are left unknown.".split(" "),
  ]);
}
