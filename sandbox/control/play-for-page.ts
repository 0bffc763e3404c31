import { deliverEvents } from "#sandbox/meta/delivery/deliver-event.ts";
import { personIdAt } from "#sandbox/person-ids.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Account } from "#sandbox/world.ts";
import { world } from "#sandbox/world.ts";
import { changeSamples } from "./change-samples.ts";
import type { ChangeEvent, PolicyEvent } from "./event-schema.ts";
import type { Outcome } from "./played.ts";

/** Meta warns the page, blocks it, or lets it write again; nobody has sent that. */
export function playPolicy(sandbox: Sandbox, account: Account, event: PolicyEvent): Outcome {
  const { action, reason } = event;
  const policy_enforcement = { action, ...(action === "unblock" ? {} : { reason }) };
  return tell(sandbox, account, "policy_enforcement", { policy_enforcement });
}

export function playRoles(sandbox: Sandbox, account: Account): Outcome {
  const app_roles = { [sandbox.config.appId]: ["primary_receiver"] };
  return tell(sandbox, account, "handover", { app_roles });
}

function tell(
  sandbox: Sandbox,
  account: Account,
  kind: "policy_enforcement" | "handover",
  what: Record<string, unknown>,
): Outcome {
  const event = { recipient: { id: account.id }, timestamp: Date.now(), ...what };
  return { underway: deliverEvents(sandbox, { account, kind, line: account.id, events: [event] }) };
}

/** What the "Test" button of Meta's dashboard sends: nobody's message to nobody. */
export function playTestSample(
  sandbox: Sandbox,
  account: Account,
  variant: "changes" | "messaging",
): Outcome {
  const isChange = variant === "changes";
  const value = {
    sender: { id: "12334" },
    recipient: { id: "23245" },
    timestamp: isChange ? "1527459824" : Math.floor(Date.now() / 1000),
    message: { mid: "random_mid", text: "random_text" },
  };
  return {
    underway: deliverEvents(sandbox, {
      account,
      kind: "message",
      line: account.id,
      slot: variant,
      entryId: "0",
      events: [isChange ? { field: "messages", value } : value],
    }),
  };
}

/** Something changed at the page besides its conversations. */
export function playChange(sandbox: Sandbox, account: Account, event: ChangeEvent): Outcome {
  const person = world.people.find(({ key }) => key === event.person) ?? world.people[0];
  const from = {
    id: person ? personIdAt(account, person) : "",
    name: person?.firstName ?? "",
    username: person?.username ?? "",
  };
  const value = event.value ?? changeSamples(account, from)[event.field] ?? {};
  return {
    underway: deliverEvents(sandbox, {
      account,
      kind: { field: event.field },
      line: account.id,
      slot: "changes",
      events: [{ field: event.field, value }],
    }),
  };
}
