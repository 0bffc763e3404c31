const TICK_MS = 1_000;

/** Runs work that may take a while under one line that counts its seconds; without a terminal, a line before and one after. */
export async function withProgress<T>(label: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1_000);
  const isTerminal = process.stdout.isTTY === true;
  const draw = () => process.stdout.write(`\r${label} … ${seconds()} s`);
  if (isTerminal) draw();
  else process.stdout.write(`${label} …\n`);
  const timer = isTerminal ? setInterval(draw, TICK_MS) : undefined;
  let outcome = "failed";
  try {
    const result = await work();
    outcome = "done";
    return result;
  } finally {
    clearInterval(timer);
    process.stdout.write(`${isTerminal ? "\r" : ""}${label}: ${outcome} in ${seconds()} s\n`);
  }
}
