import { findAlertById } from "#db/queries/alert-list.ts";
import { type News, postNews } from "#lib/alerts/post-news.ts";
import { webhookSecret } from "#lib/alerts/webhook-secret.ts";
import { log } from "#lib/log.ts";
import { backoffMs } from "#lib/queue/backoff.ts";
import { drain } from "#lib/queue/drain.ts";
import type { Services } from "#lib/services.ts";
import type { Job } from "./job.ts";

/** About five hours of a receiver that is away; the app shows the alert all the while. */
const TRIES_MAX = 100;

/**
 * Posts what the operator's webhook does not know of an alert yet. One job per alert does both, so
 * that a closing never overtakes its opening; the payload carries on from try to try.
 */
export async function postAlert(
  { data, ...job }: Job<"post-alert">,
  { db, boss, settings }: Services,
): Promise<void> {
  const { ALERT_WEBHOOK_URL: url, APP_BASE_URL: appUrl } = settings;
  if (url === undefined) return;
  const secret = webhookSecret(settings);
  const payload = { ...data };
  let isAllPosted = false;
  let retryInMs: number | null = null;

  await drain({
    db,
    boss,
    name: "post-alert",
    job: { ...job, data: payload },
    async next(tx) {
      if (isAllPosted) return null;
      if (retryInMs !== null) return { inMs: retryInMs };
      const alert = await findAlertById(tx, payload.alertId);
      if (alert === null || (payload.openingIsPosted === true && alert.closedAt === null)) {
        return null;
      }
      const news: News = payload.openingIsPosted === true ? "closed" : "opened";
      return { item: { alert, news } };
    },
    async handle({ alert, news }) {
      const now = new Date();
      const outcome = await postNews(alert, news, { url, secret, appUrl, now });
      const attempt = (payload.failed ?? 0) + 1;
      if (typeof outcome === "object" && attempt < TRIES_MAX) {
        payload.failed = attempt;
        retryInMs = Math.max(backoffMs(attempt), outcome.retryAfterMs);
        return;
      }
      if (outcome !== "accepted") {
        const code = outcome === "gone" ? "alerts.receiver-gone" : "alerts.receiver-away";
        log.error("alert not posted", { jobId: job.id, code, attempt });
      }
      payload.failed = 0;
      payload.openingIsPosted = true;
      isAllPosted = news === "closed";
    },
  });
}
