import { admit, countOne, type Limit } from "#sandbox/state/limits.ts";
import type { Account } from "#sandbox/world.ts";
import type { AuthorisedCall } from "./graph-call.ts";
import { GraphError } from "./graph-error.ts";

/** Throws Meta's refusal while the caller's page, or the whole app, has called too often. */
export function checkLimits(call: AuthorisedCall, edge: string): void {
  const { rate_limits } = call.sandbox.settings;
  if (rate_limits.app) applyLimit(call, "app", rate_limits.app);
  if (call.caller.kind !== "page") return;
  const limit = rate_limits.page[call.caller.pageId];
  if (!limit) return;
  const isSending = call.method === "POST" && edge === "messages";
  if (isSending || limit.scope === "all") applyLimit(call, call.caller.pageId, limit);
}

/** The same for the Conversations API: two calls per second and account. */
export function checkConversations(call: AuthorisedCall, account: Account): void {
  const { settings, counts } = call.sandbox;
  if (settings.conversations_down) {
    throw new GraphError("An unknown error occurred", { code: 1, status: 500 });
  }
  if (!settings.conversations_limit) return;
  if (admit(counts, `conversations:${account.id}`, 2, call.now)) return;
  countOne(counts.conversationsRefused, account.id);
  throw new GraphError("(#613) Calls to this api have exceeded the rate limit.", { code: 613 });
}

function applyLimit(call: AuthorisedCall, name: string, limit: Limit): void {
  const { counts } = call.sandbox;
  if (limit.until_ms !== null && call.now >= limit.until_ms) return;
  if (limit.allow_per_second > 0 && admit(counts, name, limit.allow_per_second, call.now)) return;
  countOne(counts.whileLimited, name);
  if (limit.until_ms !== null) limit.until_ms += limit.extend_by_ms;
  throw new GraphError(messages[limit.code], {
    code: limit.code,
    ...(limit.subcode === undefined ? {} : { subcode: limit.subcode }),
    status: limit.http,
    headers: headersOf(call, name, limit),
  });
}

const messages: Record<Limit["code"], string> = {
  4: "(#4) Application request limit reached",
  17: "(#17) User request limit reached",
  32: "(#32) Page request limit reached",
  613: "(#613) Calls to this api have exceeded the rate limit.",
  80006:
    "(#80006) There have been too many calls to this messenger account. Wait a bit and try again.",
};

function headersOf(call: AuthorisedCall, name: string, limit: Limit): Record<string, string> {
  const left = limit.until_ms === null ? 0 : Math.ceil((limit.until_ms - call.now) / 60_000);
  const full = { call_count: 100, total_cputime: 100, total_time: 100 };
  const regain = { estimated_time_to_regain_access: limit.regain_minutes ?? left };
  return {
    ...(name === "app"
      ? { "x-app-usage": JSON.stringify(full) }
      : {
          "x-business-use-case-usage": JSON.stringify({
            [name]: [{ type: "messenger", ...full, ...regain }],
          }),
        }),
    ...(limit.retry_after === undefined ? {} : { "retry-after": String(limit.retry_after) }),
  };
}
