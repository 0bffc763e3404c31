import type { Channel } from "#db/schema/channels.ts";
import type { Env } from "#lib/env.ts";
import { type AppSubscription, listAppSubscriptions } from "#lib/meta/app-subscriptions.ts";
import { MetaError } from "#lib/meta/errors.ts";
import { createGraphClient } from "#lib/meta/graph-client.ts";
import { CORE_FIELDS } from "#lib/meta/subscriptions.ts";
import { bad, codeOf, type Finding, type Findings, ok } from "./finding.ts";

const TIMEOUT_MS = 15_000;

export function graphWith(settings: Env, appSecret = settings.FACEBOOK_APP_SECRET[0]) {
  return createGraphClient({
    graphUrl: settings.FACEBOOK_GRAPH_URL,
    version: settings.FACEBOOK_GRAPH_VERSION,
    appId: settings.FACEBOOK_APP_ID,
    appSecret,
    timeoutMs: TIMEOUT_MS,
  });
}

/** Meta's names for what the product needs of the app's own webhooks. */
const FIELDS_OF = {
  page: CORE_FIELDS,
  instagram: ["messages", "messaging_postbacks"],
} as const;

/** Whether Meta knows our app by this secret, and where it sends the app's events. */
export async function* checkMetaApp(settings: Env, channels: readonly Channel[]): Findings {
  const asked = await askWithEach(settings);
  yield asked.finding;
  if (asked.subscriptions === null) return;
  const hasInstagram = channels.some(({ platform }) => platform === "instagram");
  for (const object of ["page", "instagram"] as const) {
    if (object === "instagram" && !hasInstagram) continue;
    const found = asked.subscriptions.find((each) => each.object === object);
    yield judge(object, found, settings);
  }
}

async function askWithEach(
  settings: Env,
): Promise<{ finding: Finding; subscriptions: AppSubscription[] | null }> {
  const what = "Meta app";
  let failure: unknown;
  for (const [at, secret] of settings.FACEBOOK_APP_SECRET.entries()) {
    try {
      const subscriptions = await listAppSubscriptions(graphWith(settings, secret));
      if (at === 0) return { finding: ok(what, "Meta accepts its id and secret"), subscriptions };
      const says = `Meta accepts value ${at + 1} of FACEBOOK_APP_SECRET, and not the first, which signs`;
      return { finding: bad(what, says, "Put that one first, and restart."), subscriptions };
    } catch (error) {
      if (!(error instanceof MetaError)) throw error;
      failure ??= error;
    }
  }
  const isAway = failure instanceof MetaError && failure.class === "transient";
  const finding = isAway
    ? bad(
        what,
        `Meta does not answer (${codeOf(failure)})`,
        "Try again; check FACEBOOK_GRAPH_URL and that this machine reaches it.",
      )
    : bad(
        what,
        `Meta does not accept the app (${codeOf(failure)})`,
        "Compare FACEBOOK_APP_ID and FACEBOOK_APP_SECRET with App settings, Basic, at developers.facebook.com.",
      );
  return { finding, subscriptions: null };
}

function judge(
  object: keyof typeof FIELDS_OF,
  found: AppSubscription | undefined,
  settings: Env,
): Finding {
  const what = `Meta webhook of "${object}"`;
  const address = `${settings.APP_BASE_URL}/api/webhooks/facebook`;
  const where = `developers.facebook.com, your app, Webhooks, ${object}`;
  if (found === undefined || !found.isActive) {
    const todo = `At ${where}: enter ${address} with FB_WEBHOOK_VERIFY_TOKEN, and subscribe ${FIELDS_OF[object].join(", ")}.`;
    return bad(what, "the app is not subscribed", todo);
  }
  const addresses = [address, `${settings.APP_BASE_URL}/webhooks/facebook`];
  if (found.callbackUrl === null || !addresses.includes(found.callbackUrl)) {
    const says = `Meta delivers to ${found.callbackUrl ?? "no address"}`;
    return bad(what, says, `At ${where}: enter ${address}, or correct APP_BASE_URL.`);
  }
  const missing = FIELDS_OF[object].filter((field) => !found.fields.includes(field));
  if (missing.length > 0) {
    return bad(what, `lacks ${missing.join(", ")}`, `At ${where}: subscribe these fields.`);
  }
  return ok(what, "delivers here what is needed");
}
