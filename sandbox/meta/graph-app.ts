import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { recordCalls } from "#sandbox/calls/record-calls.ts";
import { timeOn } from "#sandbox/state/clock.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { answerGraph } from "./graph/answer-graph.ts";
import { badParameter, GraphError } from "./graph/graph-error.ts";
import { type Params, readParams, textParam } from "./graph/params.ts";
import { bearerOf } from "./graph/read-caller.ts";
import { readVersion } from "./graph/version.ts";

type GraphEnv = { Bindings: Partial<HttpBindings> };

/** graph.facebook.com */
export function createGraphApp(sandbox: Sandbox): Hono<GraphEnv> {
  const app = new Hono<GraphEnv>();
  app.use(recordCalls(sandbox, "graph"));
  app.all("*", async (c) => {
    try {
      return await answer(sandbox, c);
    } catch (error) {
      if (error instanceof GraphError) return refuse(error, {});
      throw error;
    }
  });
  return app;
}

async function answer(sandbox: Sandbox, c: Context<GraphEnv>): Promise<Response> {
  const url = new URL(c.req.url);
  const { version, path } = readVersion(url.pathname.replace(/^\/graph/, ""));
  const { params, upload } = await readRequest(c, url.searchParams);
  const authorization = c.req.header("authorization");
  const method = textParam(params, "method")?.toUpperCase() ?? c.req.method;
  const call = {
    sandbox,
    version,
    params,
    upload,
    method,
    origin: url.origin,
    now: Date.now(),
    tokenNow: timeOn(sandbox.clock),
  };
  const headers = {
    "facebook-api-version": version,
    ...usageHeaders(sandbox, params, authorization),
  };
  try {
    const result = await answerGraph(call, path, authorization);
    return Response.json(result, { headers: { ...jsonHeaders, ...headers } });
  } catch (error) {
    if (error instanceof GraphError) return refuse(error, headers);
    throw error;
  }
}

async function readRequest(c: Context<GraphEnv>, query: URLSearchParams) {
  const contentType = c.req.header("content-type") ?? "";
  if (!contentType.startsWith("multipart/form-data")) {
    const params = readParams(query, { contentType, text: await c.req.text() });
    return { params, upload: null };
  }
  const headers = { "content-type": contentType };
  const form = await readForm(new Response(await c.req.arrayBuffer(), { headers }));
  const upload = form.get("filedata");
  const texts = [...form].filter(([, value]) => typeof value === "string");
  return {
    params: { ...Object.fromEntries(query), ...Object.fromEntries(texts) },
    upload: upload instanceof File ? upload : null,
  };
}

async function readForm(body: Response): Promise<FormData> {
  try {
    return await body.formData();
  } catch {
    throw badParameter("The request body is not valid multipart/form-data");
  }
}

const jsonHeaders = {
  "content-type": "application/json; charset=UTF-8",
  "cache-control": "private, no-cache, no-store, must-revalidate",
};

function refuse(error: GraphError, headers: Record<string, string>): Response {
  const reason = error.message.replaceAll(/["\\]|[^\x20-\x7e]/g, "");
  return Response.json(error.toBody(), {
    status: error.status,
    headers: {
      ...jsonHeaders,
      ...headers,
      ...error.details.headers,
      "www-authenticate": `OAuth "Facebook Platform" "invalid_request" "${reason}"`,
    },
  });
}

// Calls with a page token count against the page, all others against the app.
function usageHeaders(sandbox: Sandbox, params: Params, authorization: string | undefined) {
  const value = textParam(params, "access_token") ?? bearerOf(authorization) ?? "";
  const pageId = sandbox.tokens.tokens.get(value)?.pageId;
  const { usage, usage_by_page } = sandbox.settings;
  const appUsage = { "x-app-usage": JSON.stringify(usage.app) };
  if (!pageId) return appUsage;
  const used = usage_by_page[pageId];
  const business = used === undefined ? usage.business : { ...usage.business, call_count: used };
  return { ...appUsage, "x-business-use-case-usage": JSON.stringify({ [pageId]: [business] }) };
}
