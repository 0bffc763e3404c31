import { CLOCKS } from "./catalogue/clocks.ts";
import { CRASH_POINTS } from "./catalogue/crash-points.ts";
import { DATABASE } from "./catalogue/database.ts";
import { DELIVERIES } from "./catalogue/deliveries.ts";
import { GRAPH } from "./catalogue/graph.ts";
import { LIVING } from "./catalogue/living.ts";
import { NOTHING } from "./catalogue/nothing.ts";
import { PROCESSES } from "./catalogue/processes.ts";
import { VOICE_AGENT } from "./catalogue/voice-agent.ts";
import { WEBS } from "./catalogue/webs.ts";
import type { Fault } from "./fault.ts";

/** Every fault, in the order in which they run. */
export const CATALOGUE: Fault[] = [
  NOTHING,
  ...PROCESSES,
  ...WEBS,
  ...CRASH_POINTS,
  ...DATABASE,
  ...GRAPH,
  ...VOICE_AGENT,
  ...DELIVERIES,
  ...LIVING,
  ...CLOCKS,
];
