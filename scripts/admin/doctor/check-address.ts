import { randomInt } from "node:crypto";
import type { Env } from "#lib/env.ts";
import { type Finding, ok, warn } from "./finding.ts";

const TIMEOUT_MS = 5_000;

/** Whether the public address answers as Meta will ask it. */
export async function checkAddress(settings: Env): Promise<Finding> {
  const what = "webhook address";
  const challenge = String(randomInt(1_000_000_000));
  const url = new URL(`${settings.APP_BASE_URL}/api/webhooks/facebook`);
  url.searchParams.set("hub.mode", "subscribe");
  url.searchParams.set("hub.challenge", challenge);
  url.searchParams.set("hub.verify_token", settings.FB_WEBHOOK_VERIFY_TOKEN[0]);
  const answer = await ask(url);
  if (answer === challenge) return ok(what, "answers Meta's verification");
  return warn(
    what,
    `${settings.APP_BASE_URL} did not answer Meta's verification from here`,
    "Start the web process, and check that APP_BASE_URL leads to it; from inside a network it may not.",
  );
}

async function ask(url: URL): Promise<string | null> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: "manual",
    });
    return response.status === 200 ? await response.text() : null;
  } catch {
    return null;
  }
}
