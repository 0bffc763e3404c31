/** An answer of our own JSON routes that is not 2xx; `code` is the problem's fixed word. */
class RequestFailed extends Error {
  override readonly name = "RequestFailed";
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/**
 * Reads one of our own routes.
 *
 * @throws {RequestFailed} with `network` when no answer came.
 */
export async function getJson<Answer>(path: string): Promise<Answer> {
  return requestJson<Answer>(path, { headers: { accept: "application/json" } });
}

export async function postJson<Answer>(path: string, body: unknown): Promise<Answer> {
  return sendJson<Answer>("POST", path, body);
}

export async function patchJson<Answer>(path: string, body: unknown): Promise<Answer> {
  return sendJson<Answer>("PATCH", path, body);
}

export async function deleteJson<Answer>(path: string): Promise<Answer> {
  return requestJson<Answer>(path, { method: "DELETE", headers: { accept: "application/json" } });
}

function sendJson<Answer>(method: string, path: string, body: unknown): Promise<Answer> {
  return requestJson<Answer>(path, {
    method,
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  });
}

async function requestJson<Answer>(path: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(path, { ...init, cache: "no-store" }).catch(() => null);
  if (response === null) throw new RequestFailed("network");
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && (body !== null || response.status === 204)) return body as Answer;
  throw new RequestFailed(problemCode(body) ?? `http_${response.status}`);
}

export function problemCode(body: unknown): string | null {
  if (typeof body !== "object" || body === null || !("code" in body)) return null;
  return typeof body.code === "string" ? body.code : null;
}

/** The code of whatever a request, an action or a promise threw. */
export function failureCode(error: unknown): string {
  return error instanceof RequestFailed ? error.code : "unknown";
}
