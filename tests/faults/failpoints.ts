import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

// Loaded with `node --import` into the product's processes, by the fault tests only: puts a hook behind the
// instants that the product names (lib/failpoint.ts), as FAILPOINT says: name:kill|throw|delay=MS|busy=MS[:WHEN], comma
// between several, `*` for every name. WHEN: below 1 a probability, else the number of the pass; each pass without it.
// FAILPOINT_LOG is a file that gets the name of each instant at which a process died.

type Plan = { name: string; action: string; when: number | null; passes: number };

const plans = (process.env.FAILPOINT ?? "")
  .split(",")
  .filter((part) => part !== "")
  .map(readPlan);

if (plans.length > 0) {
  Object.assign(globalThis, { [Symbol.for("switchboard.failpoint")]: pass });
}

function readPlan(text: string): Plan {
  const [name = "", action = "", when] = text.split(":");
  if (!/^(kill|throw|delay=\d+|busy=\d+)$/.test(action))
    throw new Error(`Not a failpoint: ${text}`);
  return { name, action, when: when === undefined ? null : Number(when), passes: 0 };
}

async function pass(name: string): Promise<void> {
  for (const plan of plans) {
    if (plan.name !== name && plan.name !== "*") continue;
    plan.passes += 1;
    if (isDue(plan)) await act(plan.action, name);
  }
}

function isDue({ when, passes }: Plan): boolean {
  if (when === null) return true;
  return when < 1 ? Math.random() < when : passes === when;
}

async function act(action: string, name: string): Promise<void> {
  if (action === "throw") throw new Error(`Failpoint ${name}`);
  const [verb, ms] = action.split("=");
  if (verb === "delay") return await sleep(Number(ms));
  if (verb === "busy") return keepBusy(Number(ms));
  if (process.env.FAILPOINT_LOG) appendFileSync(process.env.FAILPOINT_LOG, `${name}\n`);
  process.kill(process.pid, "SIGKILL");
  // The signal is on its way: nothing more may happen here.
  await new Promise(() => {});
}

/** Nothing else happens in this process meanwhile. */
function keepBusy(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until) {
    // The point is to do nothing useful.
  }
}
