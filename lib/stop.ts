/** Next bundles a copy of this module of its own, so the list lives where both copies find it. */
const KEY = Symbol.for("switchboard.stop");
const STOPPING = Symbol.for("switchboard.stopping");
type Holder = { [KEY]?: (() => Promise<void>)[]; [STOPPING]?: boolean };

/** Whether the process is ending: what can be left to another one should be. */
export function isStopping(): boolean {
  return (globalThis as typeof globalThis & Holder)[STOPPING] ?? false;
}

/** Has `stop` run when the process ends gently. */
export function onStop(stop: () => Promise<void>): void {
  const holder = globalThis as typeof globalThis & Holder;
  holder[KEY] ??= [];
  holder[KEY].push(stop);
}

/** Runs everything that asked for it; one failure does not keep the others from it. */
export async function runStops(): Promise<void> {
  const holder = globalThis as typeof globalThis & Holder;
  holder[STOPPING] = true;
  await Promise.allSettled((holder[KEY] ?? []).map((stop) => stop()));
}

/** Supervisors signal a whole group: the same wish then comes from them and from our launcher. */
const SAME_WISH_MS = 1_000;

/**
 * Calls `stop` once: at SIGTERM, at SIGINT, or when the launcher that started us is gone. A signal
 * that comes later again ends the process at once.
 */
export function stopGently(stop: () => Promise<void>): void {
  let since: number | null = null;
  const insist = () => {
    if (since !== null && performance.now() - since > SAME_WISH_MS) process.exit(1);
    begin();
  };
  const begin = () => {
    if (since !== null) return;
    since = performance.now();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGTERM", insist);
  process.on("SIGINT", insist);
  process.on("disconnect", begin);
}
