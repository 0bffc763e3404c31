import { announceAct } from "#sandbox/meta/message-events.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Thread } from "#sandbox/state/threads.ts";
import type { HandoverEvent } from "./event-schema.ts";
import type { Outcome } from "./played.ts";

type InThread = HandoverEvent & { kind: Exclude<HandoverEvent["kind"], "app_roles"> };

/**
 * Another app passes the thread to ours, takes it from ours, or asks for it. From then on Meta holds
 * the apps to it: whoever does not have the thread is refused and only listens.
 */
export function playHandover(sandbox: Sandbox, thread: Thread, event: InThread): Outcome {
  const { kind, app_id } = event;
  const metadata = event.metadata === undefined ? {} : { metadata: event.metadata };
  const ours = sandbox.config.appId;
  const previous = thread.ownerAppId;
  if (kind === "request_thread_control") {
    return tell({ requested_owner_app_id: Number(app_id), ...metadata });
  }
  const isPassed = kind === "pass_thread_control";
  thread.ownerAppId = isPassed ? ours : app_id;
  sandbox.changes.emit("change");
  return tell({
    previous_owner_app_id: previous,
    new_owner_app_id: thread.ownerAppId,
    ...metadata,
  });

  function tell(what: Record<string, unknown>): Outcome {
    return {
      underway: announceAct(sandbox, thread, { kind: "handover", event: { [kind]: what } }),
    };
  }
}
