import { createHmac } from "node:crypto";
import { z } from "zod";
import { log } from "#lib/log.ts";
import { OutboundError, request } from "#lib/outbound.ts";
import { kindOf, MetaError } from "./errors.ts";

export type GraphOptions = {
  graphUrl: string;
  version: string;
  appId: string;
  appSecret: string;
  timeoutMs: number;
};

export type GraphCall<Answer extends z.ZodType> = {
  method: "get" | "post" | "delete";
  /** Below the version, without a leading slash; segments already encoded. */
  path: string;
  answer: Answer;
  /** Absent for the calls that authenticate with the app secret in their parameters. */
  token?: string;
  query?: Record<string, string>;
  json?: Record<string, unknown>;
};

const errorSchema = z.looseObject({
  error: z.looseObject({
    code: z.coerce.number().catch(0),
    error_subcode: z.coerce.number().optional().catch(undefined),
    fbtrace_id: z.string().optional().catch(undefined),
  }),
});

export type GraphClient = ReturnType<typeof createGraphClient>;

/** Calls the Graph API. Tokens travel in the Authorization header, each with its appsecret_proof. */
export function createGraphClient(options: GraphOptions) {
  return {
    options,

    /** @throws {MetaError} */
    async call<Answer extends z.ZodType>(call: GraphCall<Answer>): Promise<z.infer<Answer>> {
      const name = `${call.method} ${call.path.replaceAll(/\d{5,}/g, "{id}")}`;
      const answer = await send(call, options).catch((error: unknown) => {
        if (!(error instanceof OutboundError)) throw error;
        throw new MetaError(name, "transient", {
          mayHaveTakenEffect: call.method !== "get" && error.mayHaveArrived,
        });
      });

      const failure = errorSchema.safeParse(answer.body);
      if (failure.success) throw toMetaError(name, call.method, answer.status, failure.data.error);

      const parsed = call.answer.safeParse(answer.body);
      if (answer.status < 300 && parsed.success) return parsed.data;
      throw new MetaError(name, "transient", { mayHaveTakenEffect: call.method !== "get" });
    },
  };
}

async function send(call: GraphCall<z.ZodType>, options: GraphOptions) {
  const url = new URL(`${options.graphUrl}/${options.version}/${call.path}`);
  for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
  if (call.token !== undefined) {
    url.searchParams.set("appsecret_proof", proofOf(call.token, options.appSecret));
  }

  const started = performance.now();
  const answer = await request({
    url: url.href,
    method: call.method,
    timeoutMs: options.timeoutMs,
    ...(call.token === undefined ? {} : { bearer: call.token }),
    ...(call.json === undefined ? {} : { json: call.json }),
  });
  log.debug("graph call", {
    call: call.path.split("/").at(-1) ?? "",
    status: answer.status,
    ms: Math.round(performance.now() - started),
    version: answer.headers.get("facebook-api-version") ?? "",
  });
  return answer;
}

function toMetaError(
  name: string,
  method: string,
  status: number,
  error: z.infer<typeof errorSchema>["error"],
): MetaError {
  const known = kindOf(error.code, error.error_subcode);
  const kind = known === "refused" && status >= 500 ? "transient" : known;
  return new MetaError(name, kind, {
    graphCode: error.code,
    mayHaveTakenEffect: kind === "transient" && method !== "get",
    ...(error.error_subcode === undefined ? {} : { graphSubcode: error.error_subcode }),
    ...(error.fbtrace_id === undefined ? {} : { traceId: error.fbtrace_id }),
  });
}

/** `appsecret_proof`: HMAC-SHA256 of the very token of the call, keyed by the app secret, in hex. */
export function proofOf(token: string, appSecret: string): string {
  return createHmac("sha256", appSecret).update(token).digest("hex");
}
