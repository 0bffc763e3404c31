import type { Db } from "#db/client.ts";
import { readClock } from "#db/queries/system-state.ts";
import type { Channel } from "#db/schema/channels.ts";
import { findUnfinished, finishChannel } from "#lib/channels/finish-channel.ts";
import { findUnreleased, releaseChannel } from "#lib/channels/release-channel.ts";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { backoffMs } from "#lib/queue/backoff.ts";
import { drain } from "#lib/queue/drain.ts";
import type { Services } from "#lib/services.ts";
import type { Job } from "./job.ts";
import { judgeFailure } from "./judge-failure.ts";

type Name = "finish-channel" | "release-channel";

type Work = {
  /** The channel, while there is something to do for it. */
  find(db: Db, id: string): Promise<Channel | null>;
  run(id: string, needs: Services): Promise<void>;
};

const WORK: Record<Name, Work> = {
  "finish-channel": { find: findUnfinished, run: finishChannel },
  "release-channel": { find: findUnreleased, run: releaseChannel },
};

/** Finishes or releases a channel, however long the other sides are away. */
export async function settleChannel(
  name: Name,
  { data, ...job }: Job<Name>,
  needs: Services,
): Promise<void> {
  const { db, boss } = needs;
  const { find, run } = WORK[name];
  const payload = { ...data };
  let waitMs: number | null = null;
  await drain({
    db,
    boss,
    name,
    job: { ...job, data: payload },
    async next(tx) {
      const channel = await find(tx, payload.channelId);
      if (channel === null) return null;
      return waitMs === null ? { item: channel } : { inMs: waitMs };
    },
    async handle(channel) {
      try {
        await run(channel.id, needs);
      } catch (error) {
        const again = await judge(error, channel, payload.failed ?? 0, needs);
        log.warn("channel waits", { queue: name, channelId: channel.id, code: again.code });
        payload.failed = again.attempts;
        waitMs = again.delayMs;
      }
    },
  });
}

/** As anywhere else, except that tries never run out: nothing waits behind a channel. */
async function judge(
  error: unknown,
  { statusChangedAt }: Channel,
  attempts: number,
  { db, upstreams }: Services,
): Promise<{ attempts: number; delayMs: number; code: string }> {
  const failedForMs = (await readClock(db)).getTime() - statusChangedAt.getTime();
  const verdict = judgeFailure(error, { attempts, failedForMs }, upstreams);
  if (verdict.again) return verdict;
  const toldMs = error instanceof AppError ? error.retryAfterMs : null;
  const delayMs = Math.max(backoffMs(attempts + 1), toldMs ?? 0);
  return { attempts: attempts + 1, delayMs, code: verdict.code };
}
