import { CLOCKS } from "./catalogue/clocks.ts";
import { CRASH_POINTS } from "./catalogue/crash-points.ts";
import { DATABASE } from "./catalogue/database.ts";
import { DELIVERIES } from "./catalogue/deliveries.ts";
import { DISCONNECTED } from "./catalogue/disconnected.ts";
import { GRAPH } from "./catalogue/graph.ts";
import { HOSTILE } from "./catalogue/hostile.ts";
import { LIVING } from "./catalogue/living.ts";
import { LOCKS } from "./catalogue/locks.ts";
import { NETWORK } from "./catalogue/network.ts";
import { NOTHING } from "./catalogue/nothing.ts";
import { PROCESSES } from "./catalogue/processes.ts";
import { REDIS } from "./catalogue/redis.ts";
import { RESTORE } from "./catalogue/restore.ts";
import { ROTATIONS } from "./catalogue/rotations.ts";
import { VOICE_AGENT } from "./catalogue/voice-agent.ts";
import { WEBS } from "./catalogue/webs.ts";
import type { Fault } from "./fault.ts";

/** Every fault, in the order in which they run. */
export const CATALOGUE: Fault[] = [
  NOTHING,
  ...PROCESSES,
  ...WEBS,
  ...HOSTILE,
  ...CRASH_POINTS,
  ...DATABASE,
  ...LOCKS,
  ...GRAPH,
  ...NETWORK,
  ...VOICE_AGENT,
  ...DELIVERIES,
  ...LIVING,
  ...DISCONNECTED,
  ...REDIS,
  ...RESTORE,
  ...ROTATIONS,
  ...CLOCKS,
];
