import { after } from "next/server";
import { env } from "#lib/env.ts";
import { errorCode } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { workOffQueue } from "#lib/serverless.ts";

/** With WORKERS=after: what this request has put into the queue is done once it is answered. */
export function workOffSoon(): void {
  if (env().WORKERS !== "after") return;
  after(async () => {
    try {
      await workOffQueue();
    } catch (error) {
      log.error("work left in the queue", { code: errorCode(error) });
    }
  });
}
