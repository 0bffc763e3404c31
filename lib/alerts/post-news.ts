import { Webhook } from "standardwebhooks";
import type { AlertWithChannel } from "#db/queries/alert-list.ts";
import { isAlertKind } from "#lib/forms/alert-kinds.ts";
import { OutboundError, request, retryAfterMs } from "#lib/outbound.ts";
import { ALERT_TITLES } from "./titles.ts";

/** What may be told of one alert; it was opened before it was closed. */
export type News = "opened" | "closed";

/** `gone`: the receiver wants no such posts any more. */
export type Outcome = "accepted" | "gone" | { failed: true; retryAfterMs: number };

const TIMEOUT_MS = 10_000;
const GONE = 410;

/**
 * Posts one piece of news as Standard Webhooks describes it. The id stays over all tries, so that a
 * receiver can tell a repetition; the time is this try's, because receivers refuse old ones.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export async function postNews(
  alert: AlertWithChannel,
  news: News,
  { url, secret, appUrl, now }: { url: string; secret: string; appUrl: string; now: Date },
): Promise<Outcome> {
  const id = `alert_${alert.id}_${news}`;
  const body = toBody(alert, news, appUrl);
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
    "webhook-signature": new Webhook(secret).sign(id, now, JSON.stringify(body)),
  };
  try {
    const answer = await request({
      url,
      method: "post",
      headers,
      json: body,
      timeoutMs: TIMEOUT_MS,
    });
    if (answer.status === GONE) return "gone";
    if (answer.status >= 200 && answer.status < 300) return "accepted";
    return { failed: true, retryAfterMs: retryAfterMs(answer.headers, now.getTime()) ?? 0 };
  } catch (error) {
    if (error instanceof OutboundError) return { failed: true, retryAfterMs: 0 };
    throw error;
  }
}

/** Ids, codes and times; of a company's own words only the channel's name. */
function toBody(alert: AlertWithChannel, news: News, appUrl: string) {
  const closedAt = news === "closed" ? alert.closedAt : null;
  return {
    type: `alert.${news}`,
    timestamp: (closedAt ?? alert.openedAt).toISOString(),
    data: {
      id: alert.id,
      kind: alert.kind,
      severity: alert.severity,
      title: isAlertKind(alert.kind) ? ALERT_TITLES[alert.kind] : alert.kind,
      tenant_id: alert.tenantId,
      subject: alert.subject,
      channel_name: alert.channelName,
      code: alert.code,
      opened_at: alert.openedAt.toISOString(),
      closed_at: closedAt?.toISOString() ?? null,
      url: `${appUrl}/settings/alerts`,
    },
  };
}
