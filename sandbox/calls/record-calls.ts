import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { applyFault } from "./apply-fault.ts";
import { cutLine } from "./broken-line.ts";
import { beginCall, type Call, type CallServer, type Logged, noteResponse } from "./call-log.ts";
import { takeFault } from "./faults.ts";
import { maskSecrets } from "./mask.ts";
import { logBody, readable } from "./readable.ts";

type RecordedEnv = { Bindings: Partial<HttpBindings> };

/** Notes every call to one of the servers in the log, and spoils it when a fault waits for it. */
export function recordCalls(sandbox: Sandbox, server: CallServer): MiddlewareHandler<RecordedEnv> {
  return async (c, next) => {
    const { log } = sandbox;
    const path = c.req.path.replace(/^\/(graph|facebook|voice-agent)(?=\/|$)/, "");
    const body = await readBody(c);
    const call = beginCall(log, {
      server,
      method: c.req.method,
      path,
      request: describeRequest(c, sandbox.settings.log_bodies ? body : ""),
    });
    const startedAt = performance.now();
    const answer = await spoil(sandbox, call, c, next);
    if (answer === null) await next();
    else putAnswer(c, answer);
    call.ms = Math.round((performance.now() - startedAt) * 10) / 10;
    if (c.res.headers.get("x-hono-already-sent") !== null) {
      const outgoing = c.env?.outgoing;
      call.status = outgoing?.headersSent ? outgoing.statusCode : null;
      return;
    }
    call.status = c.res.status;
    if (sandbox.settings.log_bodies) noteResponse(log, call, await describeAnswer(c));
  };
}

/** Bytes are read as bytes, because what is once read as text would be spoilt for the server. */
async function readBody(c: Context<RecordedEnv>): Promise<string> {
  if (!c.req.header("content-type")?.startsWith("multipart/")) return c.req.text();
  return `${(await c.req.arrayBuffer()).byteLength} bytes of multipart`;
}

/** The answer in place of the right one; null when nothing spoils the call. */
async function spoil(
  sandbox: Sandbox,
  call: Call,
  c: Context<RecordedEnv>,
  next: () => Promise<void>,
): Promise<Response | null> {
  const bindings = c.env ?? {};
  const down = isDown(sandbox, call.server);
  if (down !== null) {
    call.note = down;
    return cutLine(bindings);
  }
  const fault = takeFault(sandbox.faults, call);
  if (fault === null) return null;
  call.note = `fault: ${fault.kind}`;
  return applyFault(fault, bindings, async () => {
    await next();
    return c.res;
  });
}

function isDown(sandbox: Sandbox, server: CallServer): string | null {
  if (server === "graph" && sandbox.settings.graph_down) return "graph_down";
  return server === "voice-agent" && sandbox.settings.voice_agent_down ? "voice_agent_down" : null;
}

function putAnswer(c: Context<RecordedEnv>, answer: Response): void {
  // Hono merges a new response into the old one unless the old one is taken away first.
  c.res = undefined;
  c.res = answer;
}

/** Reads the answer's body and puts a fresh answer in its place; a clone costs several times as much. */
async function describeAnswer(c: Context<RecordedEnv>): Promise<Logged> {
  const { status, headers } = c.res;
  const location = headers.get("location");
  if (location) return { size: location.length, show: () => ({ location: maskSecrets(location) }) };
  const text = await c.res.text();
  putAnswer(c, new Response(text === "" ? null : text, { status, headers }));
  return logBody(headers.get("content-type"), text);
}

const headersShown = ["authorization", "idempotency-key", "user-agent", "content-type"];

function describeRequest(c: Context, body: string): Logged {
  const headers = headersShown.map((name) => [name, c.req.header(name)] as const);
  const contentType = c.req.header("content-type") ?? null;
  const query = c.req.query();
  return {
    size: body.length,
    show: () => ({
      query: maskSecrets(query),
      headers: maskSecrets(Object.fromEntries(headers.filter(([, value]) => value !== undefined))),
      body: body === "" ? null : readable(contentType, body),
    }),
  };
}
