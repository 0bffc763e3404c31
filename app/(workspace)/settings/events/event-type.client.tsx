"use client";

import { useEventType } from "./use-event-type.ts";

export function EventType({ type }: { type: string }) {
  const word = useEventType()(type);
  return word === type ? <code>{type}</code> : <span title={type}>{word}</span>;
}
