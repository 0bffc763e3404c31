/**
 * What a relay tells through Redis: who it is, how many notices it has told, this one included, and
 * the notice. Without a notice it is a beat.
 */
export type RelayLine = { relay: string; count: number; notice: string | null };

export function writeLine({ relay, count, notice }: RelayLine): string {
  return `${relay} ${count} ${notice ?? ""}`;
}

/** Null for what no relay wrote. */
export function readLine(text: string): RelayLine | null {
  const [, relay, count, notice] = /^(\S+) (\d{1,15}) (.*)$/s.exec(text) ?? [];
  if (relay === undefined || count === undefined) return null;
  return { relay, count: Number(count), notice: notice || null };
}

/** Compares each line with the one before. */
export function createSequence() {
  let last: RelayLine | null = null;
  /** False when notices were missed, or may have been because another relay has taken over. */
  return function follows(line: RelayLine): boolean {
    const before = last;
    last = line;
    if (before === null) return true;
    const expected = before.count + (line.notice === null ? 0 : 1);
    return line.relay === before.relay && line.count === expected;
  };
}
