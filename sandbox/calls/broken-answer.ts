import { newTraceId } from "#sandbox/state/random-ids.ts";
import type { Fault } from "./faults.ts";

const jsonType = "application/json; charset=UTF-8";
const htmlType = "text/html; charset=utf-8";
const htmlPage = "<!DOCTYPE html><title>Error</title><h1>Sorry, something went wrong.</h1>";

/** An answer of the fault's kind, whatever the call was. */
export function brokenAnswer(fault: Fault): Response {
  switch (fault.kind) {
    case "graph-error": {
      const status = usualStatus(fault.code ?? 1);
      return answer(fault, { status, type: jsonType, body: JSON.stringify(graphErrorOf(fault)) });
    }
    case "html":
      return answer(fault, { status: 502, type: htmlType, body: htmlPage });
    case "wrong-type":
      return answer(fault, { status: 200, type: jsonType, body: htmlPage });
    case "invalid-json":
      return answer(fault, { status: 200, type: jsonType, body: '{"data":[{"id":"10' });
    case "truncated":
    case "slow-body":
      return answer(fault, { status: 200, type: jsonType, body: '{"data":[{"id":"1000000001"}]}' });
    case "huge": {
      const filling = "x".repeat(fault.bytes ?? 12_000_000);
      return answer(fault, { status: 200, type: jsonType, body: `{"data":"${filling}"}` });
    }
    case "empty":
      return answer(fault, { status: 200, type: null, body: "" });
    default: {
      const message = fault.message ?? "The sandbox was told to refuse this call.";
      return answer(fault, {
        status: 500,
        type: jsonType,
        body: JSON.stringify({ error: { message } }),
      });
    }
  }
}

function answer(
  fault: Fault,
  usual: { status: number; type: string | null; body: string },
): Response {
  const type = fault.content_type ?? usual.type;
  const body = fault.body ?? usual.body;
  return new Response(body === "" ? null : body, {
    status: fault.status ?? usual.status,
    headers: {
      ...(type === null ? {} : { "content-type": type }),
      ...(fault.retry_after === undefined ? {} : { "retry-after": fault.retry_after }),
      ...fault.headers,
    },
  });
}

function graphErrorOf(fault: Fault) {
  const code = fault.code ?? 1;
  return {
    error: {
      message: fault.message ?? `(#${code}) The sandbox was told to refuse this call.`,
      type: "OAuthException",
      ...(fault.is_transient === undefined ? {} : { is_transient: fault.is_transient }),
      code,
      ...(fault.subcode === undefined ? {} : { error_subcode: fault.subcode }),
      fbtrace_id: newTraceId(),
    },
  };
}

function usualStatus(code: number): number {
  if (code === 1 || code === 2) return 500;
  if ([4, 17, 32, 200, 341, 613].includes(code)) return 403;
  return 400;
}
