import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { applyFault } from "./apply-fault.ts";
import { beginCall, type Call, type CallServer } from "./call-log.ts";
import { takeFault } from "./faults.ts";
import { maskSecrets } from "./mask.ts";

type RecordedEnv = { Bindings: Partial<HttpBindings> };

/** Notes every call to one of the servers in the log, and spoils it when a fault waits for it. */
export function recordCalls(sandbox: Sandbox, server: CallServer): MiddlewareHandler<RecordedEnv> {
  return async (c, next) => {
    const path = c.req.path.replace(/^\/(graph|facebook|voice-agent)(?=\/|$)/, "");
    const call = beginCall(sandbox.log, {
      server,
      method: c.req.method,
      path,
      request: await describeRequest(c),
    });
    const startedAt = performance.now();
    const fault = takeFault(sandbox.faults, { server, method: c.req.method, path });
    if (fault === null) await next();
    else {
      call.note = `fault: ${fault.kind}`;
      const answer = await applyFault(fault, c.env ?? {}, async () => {
        await next();
        return c.res;
      });
      // Hono merges a new response into the old one unless the old one is taken away first.
      c.res = undefined;
      c.res = answer;
    }
    await finish(call, c.res, startedAt);
  };
}

async function finish(call: Call, response: Response, startedAt: number): Promise<void> {
  call.ms = Math.round((performance.now() - startedAt) * 10) / 10;
  if (response.headers.get("x-hono-already-sent") !== null) return;
  call.status = response.status;
  call.response = readable(response.headers.get("content-type"), await response.clone().text());
  const location = response.headers.get("location");
  if (location) call.response = { location: maskSecrets(location) };
}

async function describeRequest(c: Context): Promise<unknown> {
  const names = ["authorization", "idempotency-key", "user-agent", "content-type"];
  const headers = names.flatMap((name) => {
    const value = c.req.header(name);
    return value === undefined ? [] : [[name, value]];
  });
  const body = await c.req.text();
  return {
    query: maskSecrets(c.req.query()),
    headers: maskSecrets(Object.fromEntries(headers)),
    body: body === "" ? null : readable(c.req.header("content-type") ?? null, body),
  };
}

function readable(contentType: string | null, body: string): unknown {
  if (contentType?.includes("html")) return `${body.length} characters of HTML`;
  if (contentType?.includes("x-www-form-urlencoded")) {
    return maskSecrets(Object.fromEntries(new URLSearchParams(body)));
  }
  try {
    return maskSecrets(JSON.parse(body));
  } catch {
    // Not JSON: shown as it came.
    return maskSecrets(body.slice(0, 2000));
  }
}
