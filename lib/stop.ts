/** Next bundles a copy of this module of its own, so the list lives where both copies find it. */
const KEY = Symbol.for("switchboard.stop");
type Holder = { [KEY]?: (() => Promise<void>)[] };

/** Has `stop` run when the process ends gently. */
export function onStop(stop: () => Promise<void>): void {
  const holder = globalThis as typeof globalThis & Holder;
  holder[KEY] ??= [];
  holder[KEY].push(stop);
}

/** Runs everything that asked for it; one failure does not keep the others from it. */
export async function runStops(): Promise<void> {
  const holder = globalThis as typeof globalThis & Holder;
  await Promise.allSettled((holder[KEY] ?? []).map((stop) => stop()));
}

/**
 * Calls `stop` once: at SIGTERM, at SIGINT, or when the launcher that started us is gone. A second
 * signal ends the process at once.
 */
export function stopGently(stop: () => Promise<void>): void {
  let isStopping = false;
  const begin = () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGTERM", begin);
  process.on("SIGINT", begin);
  process.on("disconnect", begin);
}
