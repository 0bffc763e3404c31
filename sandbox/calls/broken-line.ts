import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";

type Bindings = Partial<HttpBindings>;

export type Whole = { status: number; headers: Record<string, string>; body: string };

/** Says nothing until the caller gives up. */
export async function hang(bindings: Bindings): Promise<Response> {
  const { outgoing } = bindings;
  if (outgoing && !outgoing.destroyed) await once(outgoing, "close");
  return RESPONSE_ALREADY_SENT;
}

/** The caller sees ECONNRESET. */
export function cutLine(bindings: Bindings): Response {
  bindings.incoming?.socket.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
}

/** Announces the whole body, sends half of it and hangs up. */
export async function sendHalf(bindings: Bindings, whole: Whole): Promise<Response> {
  const bytes = Buffer.from(whole.body);
  const outgoing = openAnswer(bindings, whole, bytes);
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  await new Promise((resolve) => outgoing?.write(half, resolve));
  outgoing?.destroy();
  return RESPONSE_ALREADY_SENT;
}

const pieces = 20;

/** Sends the headers at once and the body in small pieces over the time. */
export async function sendSlowly(
  bindings: Bindings,
  whole: Whole,
  overMs: number,
): Promise<Response> {
  const bytes = Buffer.from(whole.body);
  const outgoing = openAnswer(bindings, whole, bytes);
  outgoing?.flushHeaders();
  const size = Math.max(1, Math.ceil(bytes.length / pieces));
  for (let at = 0; at < bytes.length && !outgoing?.destroyed; at += size) {
    await sleep(overMs / pieces);
    outgoing?.write(bytes.subarray(at, at + size));
  }
  outgoing?.end();
  return RESPONSE_ALREADY_SENT;
}

function openAnswer({ outgoing }: Bindings, whole: Whole, bytes: Buffer) {
  return outgoing?.writeHead(whole.status, {
    ...whole.headers,
    "content-length": String(bytes.length),
  });
}
