import { vi } from "vitest";

const withinMs = 15_000;

/** Checks again and again until it holds; long enough for a machine that does much else. */
export function eventually<Found>(check: () => Found | Promise<Found>): Promise<Found> {
  return vi.waitFor(check, { timeout: withinMs, interval: 20 });
}
