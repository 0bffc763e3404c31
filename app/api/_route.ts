import { z } from "zod";
import { viewerOrNull } from "#app/_server.ts";
import { workOffSoon } from "#app/_work-off-soon.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import { AppError, errorCode } from "#lib/errors.ts";
import { isOwnOrigin } from "#lib/http/own-origin.ts";
import { problem, tooManyRequests } from "#lib/http/problem.ts";
import { readBody } from "#lib/http/read-body.ts";
import type { LimitName } from "#lib/limits/limits.ts";
import { log } from "#lib/log.ts";
import { services } from "#lib/services.ts";

type Call<Params, Body> = {
  request: Request;
  viewer: Viewer;
  params: Params;
  body: Body;
  query: URLSearchParams;
};

type Context = { params: Promise<Record<string, string | string[]>> };

const BODY_KIB_MAX = 8;
const noBody = z.undefined();

/**
 * A JSON route of a signed-in user: origin, session, path and body are checked before `run`, and
 * whatever it throws becomes a problem+json without a word of its own.
 */
export function route<
  Params extends z.ZodType = typeof noBody,
  Body extends z.ZodType = typeof noBody,
>(definition: {
  params?: Params;
  body?: Body;
  /** 8 KiB unless told otherwise. */
  bodyKibMax?: number;
  /** Counted per user, once path and body are fine. */
  limit?: LimitName;
  run(call: Call<z.infer<Params>, z.infer<Body>>): Promise<Response>;
}) {
  return async (request: Request, context: Context): Promise<Response> => {
    try {
      const { settings, limits } = await services();
      if (request.method !== "GET" && !isOwnOrigin(request.headers, settings.APP_BASE_URL)) {
        return problem(403, "bad_origin", "The request comes from another site.");
      }
      const viewer = await viewerOrNull();
      if (viewer === null) return problem(401, "unauthorized", "Sign in first.");

      const params = (definition.params ?? noBody).safeParse(
        definition.params ? await context.params : undefined,
      );
      if (!params.success) return problem(404, "not_found", "There is nothing at this address.");

      const body = await parseBody(request, definition.body, definition.bodyKibMax);
      if (body instanceof Response) return body;
      if (definition.limit !== undefined) {
        const waitMs = await limits.take(definition.limit, viewer.userId);
        if (waitMs !== null) return tooManyRequests(waitMs);
      }
      const response = await definition.run({
        request,
        viewer,
        params: params.data as z.infer<Params>,
        body: body.data as z.infer<Body>,
        query: new URL(request.url).searchParams,
      });
      if (request.method !== "GET") workOffSoon();
      return response;
    } catch (error) {
      return failure(error);
    }
  };
}

async function parseBody(request: Request, schema: z.ZodType | undefined, kibMax = BODY_KIB_MAX) {
  if (schema === undefined) return { data: undefined };
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) {
    return problem(415, "unsupported_media_type", "Send JSON as application/json.");
  }
  const bytes = await readBody(request, kibMax * 1024);
  if (bytes === null) return problem(413, "too_large", `The body is larger than ${kibMax} KiB.`);

  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return problem(400, "not_json", "The body is not JSON.");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { data: parsed.data };
  const errors = parsed.error.issues.map(({ path, message }) => ({
    field: path.join("."),
    message,
  }));
  return problem(422, "invalid_fields", "Some fields are not as they should be.", errors);
}

function failure(error: unknown): Response {
  const code = errorCode(error);
  log.error("route failed", { code });
  if (!(error instanceof AppError)) {
    return problem(500, "internal", "Something went wrong on our side. Try again.");
  }
  if (error.remedy === "retry-later") {
    return problem(503, code, "A service that we need does not answer now. Try again in a moment.");
  }
  if (error.remedy === "reconnect") {
    return problem(409, code, "Facebook no longer accepts the connection. Connect it again.");
  }
  return problem(502, code, "A service that we need refused the request.");
}
