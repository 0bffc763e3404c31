import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { type Line, onAnswer, onRequest, type ProxyMode } from "./proxy-mode.ts";
import { pump } from "./proxy-pump.ts";

export type FaultProxy = {
  port: number;
  set(mode: ProxyMode): void;
  /** Closes the port, so that connecting is refused; open connections are cut. */
  refuse(): Promise<void>;
  accept(): Promise<void>;
  /** Resets every open connection; says how many there were. */
  cutAll(): number;
  /** How often the mode did something to somebody. */
  struck(): number;
  close(): Promise<void>;
};

const HOST = "127.0.0.1";

/** A stretch of bad network on loopback, in front of one or several ports that take turns. */
export async function startProxy(targets: () => number[]): Promise<FaultProxy> {
  let mode: ProxyMode = { kind: "pass" };
  let turn = 0;
  let struck = 0;
  const open = new Set<Socket>();

  const serve = async (client: Socket): Promise<void> => {
    guard(client, open);
    if (mode.kind === "reset") {
      struck += 1;
      client.resetAndDestroy();
      return;
    }
    turn += 1;
    const server = await connectToOne(targets(), turn);
    if (server === null || client.destroyed) {
      server?.destroy();
      client.resetAndDestroy();
      return;
    }
    guard(server, open);
    const line: Line = { answered: 0, isLost: false };
    const strike = () => {
      struck += 1;
    };
    pump(client, server, (bytes) => onRequest({ bytes, mode, line, client, server, strike }));
    pump(server, client, (bytes) => onAnswer({ bytes, mode, line, client, server, strike }));
  };

  const listener = createServer({ allowHalfOpen: true }, (client) => void serve(client));
  const port = await listen(listener, 0);
  const cutAll = () => {
    const count = open.size;
    for (const socket of open) socket.resetAndDestroy();
    return count;
  };
  const refuse = async () => {
    const closed = once(listener, "close");
    listener.close();
    cutAll();
    await closed;
  };
  return {
    port,
    set: (next) => {
      mode = next;
    },
    refuse,
    accept: async () => void (await listen(listener, port)),
    cutAll,
    struck: () => struck,
    close: async () => {
      if (listener.listening) await refuse();
    },
  };
}

function guard(socket: Socket, open: Set<Socket>): void {
  open.add(socket);
  socket.setNoDelay(true);
  socket.on("close", () => open.delete(socket));
  // Cutting connections is what this is for.
  socket.on("error", () => {});
}

/** The next target in turn that takes a connection. */
async function connectToOne(ports: number[], turn: number): Promise<Socket | null> {
  for (let offset = 0; offset < ports.length; offset += 1) {
    const port = ports[(turn + offset) % ports.length];
    const socket = port === undefined ? null : await tryConnect(port);
    if (socket !== null) return socket;
  }
  return null;
}

async function tryConnect(port: number): Promise<Socket | null> {
  const socket = connect({ port, host: HOST, allowHalfOpen: true });
  try {
    await once(socket, "connect");
    return socket;
  } catch {
    // Refused: the process behind it is down right now.
    return null;
  }
}

async function listen(listener: Server, port: number): Promise<number> {
  listener.listen(port, HOST);
  await once(listener, "listening");
  return (listener.address() as AddressInfo).port;
}
