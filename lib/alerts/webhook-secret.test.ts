import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { webhookSecret } from "./webhook-secret.ts";

const AUTH_SECRET = "sixteen-letters!";

/** RFC 5869 written out: one block is enough for 32 bytes. */
function hkdf(key: string, info: string): string {
  const extracted = createHmac("sha256", Buffer.alloc(32)).update(key).digest();
  return createHmac("sha256", extracted).update(`${info}\u0001`).digest("base64");
}

test("the operator's own secret is used as it is", () => {
  const ALERT_WEBHOOK_SECRET = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
  expect(webhookSecret({ AUTH_SECRET, ALERT_WEBHOOK_SECRET })).toBe(ALERT_WEBHOOK_SECRET);
});

test("without one it is HKDF-SHA256 of the installation's secret, the same every time", () => {
  const info = "switchboard: secret of the alert webhook";
  expect(webhookSecret({ AUTH_SECRET })).toBe(`whsec_${hkdf(AUTH_SECRET, info)}`);
  expect(webhookSecret({ AUTH_SECRET: `${AUTH_SECRET}2` })).not.toBe(
    webhookSecret({ AUTH_SECRET }),
  );
});

test("a receiver takes it as it is printed", () => {
  const secret = webhookSecret({ AUTH_SECRET });
  const now = new Date();
  const headers = {
    "webhook-id": "alert_1",
    "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
    "webhook-signature": new Webhook(secret).sign("alert_1", now, "{}"),
  };
  expect(new Webhook(secret).verify("{}", headers)).toEqual({});
});
