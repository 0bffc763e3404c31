/**
 * A named instant between two steps of a message. Does nothing by itself: only the fault tests put a
 * hook behind it (tests/faults), to end or hold the process exactly here.
 */
export async function failpoint(name: string): Promise<void> {
  const holder = globalThis as typeof globalThis & {
    [KEY]?: (name: string) => Promise<void> | undefined;
  };
  await holder[KEY]?.(name);
}

const KEY = Symbol.for("switchboard.failpoint");
