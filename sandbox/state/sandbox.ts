import { EventEmitter } from "node:events";
import { type CallLog, createCallLog } from "#sandbox/calls/call-log.ts";
import { createFaults, type Faults } from "#sandbox/calls/faults.ts";
import type { SandboxConfig } from "#sandbox/env.ts";
import { createDeliveryQueue, type DeliveryQueue } from "#sandbox/meta/delivery/queue.ts";
import { createVoiceAgentStore, type VoiceAgentStore } from "#sandbox/voice-agent/store.ts";
import { type Appearances, createAppearances } from "./appearances.ts";
import type { SentCallback } from "./callbacks.ts";
import { type Clock, createClock } from "./clock.ts";
import type { CrowdRun } from "./crowds.ts";
import { type CallCounts, createCallCounts } from "./limits.ts";
import { createLogins, type LoginStore } from "./logins.ts";
import { createMediaStore, type MediaStore } from "./media.ts";
import { createSettings, type Settings } from "./settings.ts";
import { createSubscriptions, type Subscriptions } from "./subscriptions.ts";
import type { ThreadStore } from "./threads.ts";
import { createTokenStore, type TokenStore } from "./tokens.ts";

/** Everything that changes while the sandbox runs, in memory only. */
export type Sandbox = {
  readonly config: SandboxConfig;
  /** Says "change" whenever a customer would see something new. */
  readonly changes: EventEmitter;
  log: CallLog;
  faults: Faults;
  settings: Settings;
  appearances: Appearances;
  clock: Clock;
  logins: LoginStore;
  tokens: TokenStore;
  subscriptions: Subscriptions;
  threads: ThreadStore;
  deliveries: DeliveryQueue;
  /** About people, as they were sent, to be sent once more. */
  callbacks: SentCallback[];
  media: MediaStore;
  counts: CallCounts;
  crowds: Map<string, CrowdRun>;
  voiceAgent: VoiceAgentStore;
};

export function createSandbox(config: SandboxConfig): Sandbox {
  const changes = new EventEmitter();
  changes.setMaxListeners(0);
  return { config, changes, ...freshState(config) };
}

/** Back to the first moment; deliveries that still wait are forgotten. */
export function resetSandbox(sandbox: Sandbox): void {
  sandbox.deliveries.isCancelled = true;
  Object.assign(sandbox, freshState(sandbox.config));
  sandbox.changes.emit("change");
}

function freshState(config: SandboxConfig) {
  return {
    log: createCallLog(),
    faults: createFaults(),
    settings: createSettings(),
    appearances: createAppearances(),
    clock: createClock(),
    logins: createLogins(),
    tokens: createTokenStore(),
    subscriptions: createSubscriptions(`${config.appBaseUrl}/api/webhooks/facebook`),
    threads: new Map() as ThreadStore,
    deliveries: createDeliveryQueue(),
    callbacks: [] as SentCallback[],
    media: createMediaStore(),
    counts: createCallCounts(),
    crowds: new Map<string, CrowdRun>(),
    voiceAgent: createVoiceAgentStore(),
  };
}
