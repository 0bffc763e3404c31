import type { Payload, QueueName } from "#lib/queue/queues.ts";

/** A job in a worker's hands; `signal` aborts when the worker must give it back. */
export type Job<Name extends QueueName> = { id: string; data: Payload<Name>; signal: AbortSignal };
