import { openDatabase } from "#db/client.ts";
import { raiseAlert } from "#lib/alerts/alerts.ts";
import { createAwayAlert } from "#lib/alerts/away-alert.ts";
import { createTokenBox } from "#lib/crypto/token-box.ts";
import { env } from "#lib/env.ts";
import { AppError, errorCode, type UpstreamName } from "#lib/errors.ts";
import { createStoreDelivery } from "#lib/intake/store-delivery.ts";
import { createLimits } from "#lib/limits/limits.ts";
import { createLiveHub } from "#lib/live/live.ts";
import { log } from "#lib/log.ts";
import { isPlainAnswer, MetaError } from "#lib/meta/errors.ts";
import { createGraphClient } from "#lib/meta/graph-client.ts";
import { createUsageWatch } from "#lib/pauses/pauses.ts";
import { openQueue } from "#lib/queue/open-queue.ts";
import { openRedis } from "#lib/redis/redis.ts";
import { onStop } from "#lib/stop.ts";
import type { Sign } from "#lib/upstream/breaker.ts";
import { createUpstream } from "#lib/upstream/upstream.ts";
import { createVoiceAgentClient } from "#lib/voice-agent/client.ts";
import { isCertainlyUndone, isLimit, VoiceAgentError } from "#lib/voice-agent/errors.ts";

const GRAPH_TIMEOUT_MS = 15_000;
const VOICE_AGENT_TIMEOUT_MS = 15_000;
const GENERATE_TIMEOUT_MS = 60_000;
/** A worker waits this long for another side to come back; a person who clicks does not. */
const HOLD_MS = 5_000;

export type Services = Awaited<ReturnType<typeof open>>;

let opened: Promise<Services> | undefined;

/**
 * Everything that rooms need from outside, opened at first use; the only place that wires. Next
 * bundles one copy of this module for its routes and another for `instrumentation.ts`.
 *
 * @param works Whether jobs are taken here; only who starts workers asks for it.
 */
export function services({ works = false }: { works?: boolean } = {}): Promise<Services> {
  opened ??= open({ works }).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

async function open({ works }: { works: boolean }) {
  const settings = env();
  const boss = await openQueue(settings.DATABASE_URL, { works });
  const {
    db,
    pool,
    close: closePool,
  } = openDatabase(settings.DATABASE_URL, {
    onLost: (code) => log.warn("database connection lost", { code }),
  });
  const redis = openRedis(settings);
  const live = createLiveHub(settings.DATABASE_URL);
  const [appSecret] = settings.FACEBOOK_APP_SECRET;
  const upstream = <Name extends UpstreamName>(name: Name) =>
    createUpstream({
      name,
      signOf,
      holdMs: works ? HOLD_MS : 0,
      onChange: createAwayAlert({ db, boss }, name),
    });
  const upstreams = { graph: upstream("graph"), "voice-agent": upstream("voice-agent") };

  /** Lets current jobs finish, then closes every connection. */
  const close = async () => {
    live.close();
    await boss.stop({ graceful: true, timeout: STOP_TIMEOUT_MS });
    await closePool();
    redis.close();
  };
  onStop(close);

  return {
    settings,
    db,
    pool,
    boss,
    upstreams,
    live,
    redis,
    limits: createLimits({ pool, redis }),
    tokenBox: createTokenBox(settings.TOKEN_ENCRYPTION_KEYS),
    storeDelivery: createStoreDelivery({
      pool,
      boss,
      secret: settings.AUTH_SECRET,
      onUnparsed: () => {
        const alert = { tenantId: null, kind: "intake.unparsed", subject: "webhook" } as const;
        raiseAlert({ tx: db, boss }, alert).catch((error: unknown) => {
          log.warn("alert not noted", { code: errorCode(error) });
        });
      },
    }),
    graph: createGraphClient({
      graphUrl: settings.FACEBOOK_GRAPH_URL,
      version: settings.FACEBOOK_GRAPH_VERSION,
      appId: settings.FACEBOOK_APP_ID,
      appSecret,
      timeoutMs: GRAPH_TIMEOUT_MS,
      upstream: upstreams.graph,
      noteUsage: createUsageWatch(db),
    }),
    voiceAgent: createVoiceAgentClient({
      url: settings.VOICE_AGENT_API_URL,
      apiToken: settings.VOICE_AGENT_API_TOKEN,
      internalToken: settings.VOICE_AGENT_INTERNAL_TOKEN,
      erasePath: settings.VOICE_AGENT_ERASE_PATH,
      tenantId: settings.VOICE_AGENT_TENANT_ID,
      workspaceId: settings.VOICE_AGENT_WORKSPACE_ID,
      timeoutMs: VOICE_AGENT_TIMEOUT_MS,
      generateTimeoutMs: GENERATE_TIMEOUT_MS,
      upstream: upstreams["voice-agent"],
    }),
    close,
  };
}

const STOP_TIMEOUT_MS = 13_000;

function signOf(error: unknown): Sign {
  if (!(error instanceof AppError)) return "answers";
  if (error.class === "not-yet" || isLimit(error)) return "nothing";
  return error.class === "transient" && !isAnswer(error) ? "away" : "answers";
}

/** Whatever else is wrong with it. */
function isAnswer(error: AppError): boolean {
  if (error instanceof MetaError) return isPlainAnswer(error.details);
  return (
    error instanceof VoiceAgentError && error.status !== null && isCertainlyUndone(error.status)
  );
}
