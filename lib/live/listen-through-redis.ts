import { randomUUID } from "node:crypto";
import { type Claim, type Listener, listen } from "#db/listen.ts";
import type { Redis } from "#lib/redis/redis.ts";
import { createSequence, readLine, writeLine } from "./relay-line.ts";

type Needs = {
  databaseUrl: string;
  channel: string;
  dial: NonNullable<Redis["dial"]>;
  key: Redis["key"];
};

/** A process that listens at PostgreSQL itself. */
type Own = {
  stop(): void;
  claim: Claim | null;
  /** What it calls itself while it relays to the others, and how many notices it has told. */
  relay: { name: string; count: number } | null;
};

const BEAT_MS = 250;
/** So many beats missing in a row, and a process helps itself. */
const SILENT_MAX = 3;
/** So many in a row, and it relies on them: longer than PostgreSQL's own word may take. */
const STEADY_MIN = 4;
const CLAIM_EVERY = 4;

/**
 * As `listen`, with one connection to PostgreSQL for all processes as long as Redis works: one of
 * them relays. A process that hears no relay listens at PostgreSQL itself, and `onReady` tells
 * after every gap, so Redis decides about nothing but who tells.
 *
 * @returns ends it.
 */
export function listenThroughRedis(needs: Needs, listener: Listener): () => void {
  const room = needs.key(needs.channel);
  const [mouth, ear] = [needs.dial(), needs.dial()];
  const follows = createSequence();
  let own: Own | null = null;
  let silent = SILENT_MAX;
  let steady = 0;
  let ticks = 0;
  let isOver = false;

  /** While nobody hears, only beats go out: what nobody takes must not pile up. */
  const tell = (relay: NonNullable<Own["relay"]>, notice: string | null) => {
    if (notice !== null) relay.count += 1;
    if (mouth.status !== "ready" || (notice !== null && silent >= SILENT_MAX)) return;
    const line = writeLine({ relay: relay.name, count: relay.count, notice });
    mouth.publish(room, line).catch(() => {});
  };

  const listenMyself = (): Own => {
    const mine: Own = { stop: () => {}, claim: null, relay: null };
    mine.stop = listen(needs.databaseUrl, needs.channel, {
      onNotice(payload) {
        if (own !== mine) return;
        listener.onNotice(payload);
        if (mine.relay !== null) tell(mine.relay, payload);
      },
      onReady(claim) {
        if (own !== mine) return;
        mine.claim = claim;
        listener.onReady(claim);
      },
      onLost() {
        Object.assign(mine, { claim: null, relay: null });
      },
    });
    return mine;
  };

  const beRelay = async (mine: Own) => {
    const { claim } = mine;
    if (claim === null || mouth.status !== "ready" || ear.status !== "ready") return;
    const isTaken = await claim(`${needs.channel}:relay`).catch(() => false);
    // A new name each time: who followed the last one cannot know what was missed in between.
    if (isTaken && mine.claim === claim) mine.relay = { name: randomUUID(), count: 0 };
  };

  const tick = () => {
    ticks += 1;
    silent += 1;
    steady = silent >= SILENT_MAX ? 0 : steady + 1;
    const isSlow = silent >= SILENT_MAX && ticks % CLAIM_EVERY !== 0;
    if (own?.relay && !isSlow) tell(own.relay, null);
    if (silent >= SILENT_MAX) own ??= listenMyself();
    if (silent >= SILENT_MAX && own !== null && own.relay === null && !isSlow) void beRelay(own);
    if (own !== null && own.relay === null && steady >= STEADY_MIN) {
      own.stop();
      own = null;
    }
  };

  ear.on("message", (_room: string, text: string) => {
    const line = readLine(text);
    if (line === null) return;
    silent = 0;
    const hasGap = !follows(line);
    if (own !== null) return;
    if (hasGap) listener.onReady(nothing);
    else if (line.notice !== null) listener.onNotice(line.notice);
  });
  ear.on("ready", () => {
    ear.subscribe(room).catch(() => {});
  });
  ear.on("close", () => {
    silent = SILENT_MAX;
    steady = 0;
    if (!isOver) own ??= listenMyself();
  });

  own = listenMyself();
  for (const client of [mouth, ear]) client.connect().catch(() => {});
  const beating = setInterval(tick, BEAT_MS).unref();
  return () => {
    isOver = true;
    clearInterval(beating);
    own?.stop();
    for (const client of [mouth, ear]) client.disconnect();
  };
}

const nothing: Claim = async () => false;
