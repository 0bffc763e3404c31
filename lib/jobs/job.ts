import type { Payload, QueueName } from "#lib/queue/queues.ts";

/** A job in a worker's hands. */
export type Job<Name extends QueueName> = {
  id: string;
  /** With the id it names this very attempt: who holds an older one completes nothing. */
  retryCount: number;
  data: Payload<Name>;
  /** Aborts when the worker must give it back. */
  signal: AbortSignal;
};
