import { errorCode } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { isStopping } from "#lib/stop.ts";
import { noteReceiving } from "./note-alive.ts";
import type { GapNeeds } from "./request-repair.ts";

const EVERY_MS = 30_000;

/**
 * Notes, from now until the process ends, that deliveries are received here. What a note cannot say,
 * as while the database is away, the next one that succeeds makes up for.
 *
 * @param needs What deliveries are stored with: who cannot open it does not receive.
 */
export function keepReceiving(needs: () => Promise<GapNeeds>, everyMs = EVERY_MS): void {
  const note = async () => {
    if (isStopping()) return;
    try {
      await noteReceiving(await needs());
    } catch (error) {
      log.warn("receiving not noted", { code: errorCode(error) });
    }
  };
  void note();
  setInterval(note, everyMs).unref();
}
