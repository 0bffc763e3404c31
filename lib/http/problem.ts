import { STATUS_CODES } from "node:http";

export type FieldProblem = { field: string; message: string };

/**
 * An error answer per RFC 9457.
 *
 * @param code Our fixed word for programs, for example `page_not_found`.
 * @param detail A sentence for people; never input, never another system's text.
 */
export function problem(
  status: number,
  code: string,
  detail: string,
  errors?: readonly FieldProblem[],
): Response {
  const body = {
    type: "about:blank",
    title: STATUS_CODES[status] ?? "Error",
    status,
    detail,
    code,
    ...(errors === undefined ? {} : { errors }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
  });
}

/**
 * Refuses until a limit's window is over.
 *
 * @param members Further members of the problem, for programs that look for them.
 */
export function tooManyRequests(waitMs: number, members: Record<string, string> = {}): Response {
  const status = 429;
  const body = {
    type: "about:blank",
    title: STATUS_CODES[status],
    status,
    detail: "That was done too often. Wait, then try again.",
    code: "too_many_requests",
    ...members,
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "retry-after": String(Math.max(1, Math.ceil(waitMs / 1_000))),
    },
  });
}

export function json(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}

/** Our text answers to Meta and to probes. */
export function text(body: string, status: number, headers: Record<string, string> = {}): Response {
  return new Response(body, {
    status,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-store",
      ...headers,
    },
  });
}
