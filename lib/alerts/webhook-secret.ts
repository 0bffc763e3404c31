import { hkdfSync } from "node:crypto";

const BYTES = 32;
const PURPOSE = "switchboard: secret of the alert webhook";

/**
 * What alerts are signed with, in the form that Standard Webhooks' libraries take. Without one of
 * its own it comes from the installation's secret, so that it is the same in every process.
 */
export function webhookSecret({
  ALERT_WEBHOOK_SECRET,
  AUTH_SECRET,
}: {
  ALERT_WEBHOOK_SECRET?: string | undefined;
  AUTH_SECRET: string;
}): string {
  if (ALERT_WEBHOOK_SECRET !== undefined) return ALERT_WEBHOOK_SECRET;
  const derived = Buffer.from(hkdfSync("sha256", AUTH_SECRET, "", PURPOSE, BYTES));
  return `whsec_${derived.toString("base64")}`;
}
