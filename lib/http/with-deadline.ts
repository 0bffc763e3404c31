import { AppError } from "#lib/errors.ts";

/** Something took longer than a caller of ours would wait. It may still happen. */
class DeadlineError extends AppError {
  override readonly name = "DeadlineError";
  readonly code = "http.deadline";
  readonly class = "transient";
}

/** @throws {DeadlineError} when `work` is not over within `ms`; it goes on unheard. */
export async function withDeadline<Result>(work: Promise<Result>, ms: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(`Not within ${ms} ms`)), ms);
  });
  work.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
