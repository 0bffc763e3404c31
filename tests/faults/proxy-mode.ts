import type { Socket } from "node:net";

/** What happens to the bytes of every connection, open or new. */
export type ProxyMode =
  | { kind: "pass" }
  /** Each piece comes this much later, in both directions. */
  | { kind: "delay"; ms: number }
  /** Connections are accepted, and nothing goes through any more. */
  | { kind: "blackhole" }
  /** Whoever connects is cut off at once. */
  | { kind: "reset" }
  /** The server closes its side in the middle of an answer, after so many bytes of it. */
  | { kind: "cut"; afterBytes: number; isReset: boolean }
  /** What fits goes to the server, takes effect there, and the connection ends instead of an answer. */
  | { kind: "lose-answer"; when: (request: Buffer) => boolean };

export type Line = { answered: number; isLost: boolean };
type Piece = {
  bytes: Buffer;
  mode: ProxyMode;
  line: Line;
  client: Socket;
  server: Socket;
  strike(): void;
};

/** How long to hold a piece before it goes on; null: it never does. */
export type Verdict = number | null;

/** Long enough for what was asked to take effect. */
const EFFECT_MS = 150;

export function onRequest({ bytes, mode, line, client, strike }: Piece): Verdict {
  if (mode.kind === "blackhole") return null;
  if (mode.kind === "lose-answer" && !line.isLost && mode.when(bytes)) {
    strike();
    line.isLost = true;
    setTimeout(() => client.resetAndDestroy(), EFFECT_MS);
  }
  return waitOf(mode, strike);
}

export function onAnswer({ bytes, mode, line, client, server, strike }: Piece): Verdict {
  if (line.isLost || mode.kind === "blackhole") return null;
  line.answered += bytes.length;
  if (mode.kind === "cut" && line.answered > mode.afterBytes) {
    strike();
    const kept = bytes.length - (line.answered - mode.afterBytes);
    if (kept > 0 && !client.destroyed) client.write(bytes.subarray(0, kept));
    setImmediate(() => {
      if (mode.isReset) client.resetAndDestroy();
      else client.end();
      server.destroy();
    });
    line.isLost = true;
    return null;
  }
  return waitOf(mode, strike);
}

function waitOf(mode: ProxyMode, strike: () => void): number {
  if (mode.kind !== "delay") return 0;
  strike();
  return mode.ms;
}
