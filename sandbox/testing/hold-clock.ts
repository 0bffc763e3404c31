import { onTestFinished, vi } from "vitest";

/**
 * Stops the clock that the sandbox reads until the test ends; its timers run on.
 *
 * @returns what sets the clock, to so many ms after the stop.
 */
export function holdClock(): (ms: number) => void {
  const stoppedAt = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now: stoppedAt });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  return (ms) => {
    vi.setSystemTime(stoppedAt + ms);
  };
}
