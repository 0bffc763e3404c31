import { badParameter } from "./graph-error.ts";

/** Query, form and JSON body in one; Graph does not care where a parameter came from. */
export type Params = Record<string, unknown>;

export function readParams(
  query: URLSearchParams,
  body: { contentType: string; text: string },
): Params {
  return { ...Object.fromEntries(query), ...bodyParams(body) };
}

/** null when absent or empty; numbers become text, as Graph treats them. */
export function textParam(params: Params, name: string): string | null {
  const value = params[name];
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}

/** An object or list that may have come as a JSON string in a form. */
export function structuredParam(params: Params, name: string): unknown {
  const value = params[name];
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    throw badParameter(`The parameter ${name} must be valid JSON`);
  }
}

/** `a,b`, `["a","b"]` and a real list are all accepted; null when absent. */
export function listParam(params: Params, name: string): string[] | null {
  const value = params[name];
  if (value === undefined || value === null || value === "") return null;
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== "string") throw badParameter(`The parameter ${name} must be a list`);
  if (value.trimStart().startsWith("[")) return listParam({ [name]: JSON.parse(value) }, name);
  return value.split(",").map((item) => item.trim());
}

function bodyParams(body: { contentType: string; text: string }): Params {
  if (body.text === "") return {};
  if (!body.contentType.includes("json")) return Object.fromEntries(new URLSearchParams(body.text));
  try {
    const parsed: unknown = JSON.parse(body.text);
    if (parsed !== null && typeof parsed === "object" && !Array.isArray(parsed)) {
      return { ...parsed };
    }
  } catch {
    // Falls through to the refusal below.
  }
  throw badParameter("The request body is not valid JSON");
}
