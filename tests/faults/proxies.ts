import type { Cluster } from "./postgres-cluster.ts";
import { type FaultProxy, startProxy } from "./proxy.ts";
import type { Shape } from "./shape.ts";
import { startTlsFront, type TlsFront } from "./tls.ts";

type Name = Shape["proxies"][number];

export type Proxies = {
  /** The product's public address: the web processes behind it take turns. */
  front: FaultProxy;
  /** @throws unless the fault's shape asked for it. */
  get(name: Name): FaultProxy;
  /** The port by which to reach something: the proxy's, or its own where there is none. */
  proxied(name: Name, own: number): number;
  /** Null unless Graph is called over TLS. */
  tls: TlsFront | null;
  aimAtSandbox(port: number): void;
  close(): Promise<void>;
};

type Needs = { shape: Shape; cluster: Cluster; webPorts: number[] };

export async function openProxies({ shape, cluster, webPorts }: Needs): Promise<Proxies> {
  let sandboxPort = 0;
  const front = await startProxy(() => webPorts);
  const others = new Map<Name, FaultProxy>();
  for (const name of shape.proxies) {
    others.set(name, await startProxy(() => [name === "database" ? cluster.port : sandboxPort]));
  }
  const tls =
    shape.graphBy === "tls"
      ? await startTlsFront(() => others.get("graph")?.port ?? sandboxPort)
      : null;
  return {
    front,
    tls,
    get: (name) => {
      const proxy = others.get(name);
      if (proxy === undefined) throw new Error(`No proxy before ${name}`);
      return proxy;
    },
    proxied: (name, own) => others.get(name)?.port ?? own,
    aimAtSandbox: (port) => {
      sandboxPort = port;
    },
    close: async () => {
      await tls?.close();
      for (const proxy of [front, ...others.values()]) await proxy.close();
    },
  };
}
