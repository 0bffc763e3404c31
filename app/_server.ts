import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { z } from "zod";
import { findViewer, type Viewer } from "#lib/auth/find-viewer.ts";
import { AppError, errorCode } from "#lib/errors.ts";
import { isOwnOrigin } from "#lib/http/own-origin.ts";
import { log } from "#lib/log.ts";
import { services } from "#lib/services.ts";
import { workOffSoon } from "./_work-off-soon.ts";

/** Who is signed in, or null. */
export async function viewerOrNull(): Promise<Viewer | null> {
  const { db, settings } = await services();
  return findViewer({ db, secret: settings.AUTH_SECRET });
}

/** Who is signed in; everybody else is sent to the login page. */
export async function viewer(returnTo = "/inbox"): Promise<Viewer> {
  const found = await viewerOrNull();
  if (found === null) redirect(`/login?callbackUrl=${encodeURIComponent(returnTo)}`);
  return found;
}

export type ActionResult<Data> = { ok: true; data: Data } | { ok: false; code: string };

/** A server action that checks origin, session and input, in this order, before it runs. */
export function action<Input extends z.ZodType, Data>(definition: {
  input: Input;
  run(input: z.infer<Input>, viewer: Viewer): Promise<Data>;
}) {
  return async (input: z.input<Input>): Promise<ActionResult<Data>> => {
    const { settings } = await services();
    if (!isOwnOrigin(await headers(), settings.APP_BASE_URL))
      return { ok: false, code: "bad_origin" };
    const found = await viewerOrNull();
    if (found === null) return { ok: false, code: "unauthorized" };
    const parsed = definition.input.safeParse(input);
    if (!parsed.success) return { ok: false, code: "invalid_input" };
    try {
      const data = await definition.run(parsed.data, found);
      workOffSoon();
      return { ok: true, data };
    } catch (error) {
      log.error("action failed", { code: errorCode(error) });
      return { ok: false, code: error instanceof AppError ? error.code : "failed" };
    }
  };
}
