/**
 * Runs `task` at once; calls that arrive while it runs share one more run after it. A burst of live
 * updates thus costs two requests, and the last one has seen everything.
 *
 * @param task Deals with its own failures.
 */
export function coalesce(task: () => Promise<void>): () => void {
  let isRunning = false;
  let isWanted = false;

  const run = async () => {
    isRunning = true;
    try {
      do {
        isWanted = false;
        await task();
      } while (isWanted);
    } finally {
      isRunning = false;
    }
  };

  return () => {
    isWanted = true;
    if (!isRunning) void run();
  };
}
