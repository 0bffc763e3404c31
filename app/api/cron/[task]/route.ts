import { env } from "#lib/env.ts";
import { errorCode } from "#lib/errors.ts";
import { isBearer } from "#lib/http/bearer.ts";
import { json, problem } from "#lib/http/problem.ts";
import { log } from "#lib/log.ts";
import { runCronTask } from "#lib/serverless.ts";

/** Seconds that a serverless host gives it. */
export const maxDuration = 60;

type Context = { params: Promise<{ task: string }> };

/** A scheduler's call, for hosts without a resident process; harmless beside one. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const secret = env().CRON_SECRET;
  if (secret === undefined) {
    return problem(503, "cron_not_set_up", "Set CRON_SECRET to let a scheduler call this address.");
  }
  if (!isBearer(request.headers, secret)) {
    return problem(401, "unauthorized", "Send the cron secret as a bearer token.");
  }
  const { task } = await params;
  try {
    const outcome = await runCronTask(task);
    if (outcome === "unknown") return problem(404, "not_found", "There is no such task.");
    return json({ task, busy: outcome === "busy" });
  } catch (error) {
    log.error("cron task failed", { call: task, code: errorCode(error) });
    return problem(503, "task_failed", "The task failed; its next call tries again.");
  }
}

/** Without it Next would answer HEAD by running the task. */
export function HEAD(): Response {
  return new Response(null, { status: 405, headers: { allow: "GET" } });
}
