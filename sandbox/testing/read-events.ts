import type { TestSandbox } from "./start-test-sandbox.ts";

export type SeenMessage = {
  mid: string;
  is_echo?: boolean;
  text?: string;
  attachments?: { type: string; payload?: { url?: string } | null }[];
} & Record<string, unknown>;

export type SeenEvent = {
  sender?: { id?: string };
  recipient: { id: string };
  message?: SeenMessage;
} & Record<string, unknown>;

export type SeenEntry = {
  id: string;
  time: number;
  messaging?: SeenEvent[];
  standby?: SeenEvent[];
  changes?: { field: string; value: Record<string, unknown> }[];
};

/** The entries that reached the pretended product, in order. */
export function entriesIn(test: TestSandbox): SeenEntry[] {
  return test.received.flatMap(({ body }) => (JSON.parse(body) as { entry: SeenEntry[] }).entry);
}

function eventsIn(test: TestSandbox): SeenEvent[] {
  return entriesIn(test).flatMap((entry) => entry.messaging ?? []);
}

export function echoesIn(test: TestSandbox): SeenMessage[] {
  return eventsIn(test).flatMap(({ message }) => (message?.is_echo ? [message] : []));
}
