import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Thread } from "#sandbox/state/threads.ts";
import { announceRead } from "./message-events.ts";

/** The customer has seen everything the page wrote so far; the app is told once. */
export function customerReads(sandbox: Sandbox, thread: Thread): void {
  const unread = thread.bubbles.filter((bubble) => bubble.from === "page" && !bubble.isRead);
  const last = unread.at(-1);
  if (!last) return;
  for (const bubble of unread) bubble.isRead = true;
  sandbox.changes.emit("change");
  if (!sandbox.settings.receipts_dropped) announceRead(sandbox, thread, last);
}
