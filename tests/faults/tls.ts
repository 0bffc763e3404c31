import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, connect } from "node:net";
import os from "node:os";
import path from "node:path";
import { createServer, type SecureContextOptions, type TLSSocket } from "node:tls";
import { promisify } from "node:util";

const run = promisify(execFile);

export const CERTIFICATES = ["right", "expired", "other-host"] as const;
type CertificateName = (typeof CERTIFICATES)[number];

/** TLS on loopback in front of a port that speaks plain HTTP. */
export type TlsFront = {
  port: number;
  /** The file of the authority that the product is to trust. */
  authorityFile: string;
  /** Shown from now on; open connections are cut. */
  show(name: CertificateName): void;
  /** Handshakes that the other side broke off. */
  refusals(): number;
  close(): Promise<void>;
};

export async function startTlsFront(target: () => number): Promise<TlsFront> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "switchboard-tls-"));
  const shown = await makeCertificates(folder);
  const open = new Set<TLSSocket>();
  let refusals = 0;
  const server = createServer(shown.right, (client) => {
    open.add(client);
    client.on("close", () => open.delete(client));
    const upstream = connect(target(), "127.0.0.1");
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      // Cutting connections is what this is for.
      socket.on("error", () => other.destroy());
      socket.pipe(other);
    }
  });
  server.on("tlsClientError", () => {
    refusals += 1;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cutAll = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    authorityFile: path.join(folder, "ca.pem"),
    show: (name) => {
      server.setSecureContext(shown[name]);
      cutAll();
    },
    refusals: () => refusals,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      cutAll();
      await closed;
      await rm(folder, { recursive: true });
    },
  };
}

const KEY = ["-newkey", "rsa:2048", "-nodes"];

async function makeCertificates(
  folder: string,
): Promise<Record<CertificateName, SecureContextOptions>> {
  const openssl = (...args: string[]) => run("openssl", args, { cwd: folder });
  await openssl(
    ...["req", "-x509", ...KEY, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2"],
    ...["-subj", "/CN=Fault tests"],
  );
  const make = async (name: CertificateName, host: string, days: string) => {
    const key = path.join(folder, `${name}.key`);
    await openssl("req", ...KEY, "-keyout", key, "-out", `${name}.csr`, "-subj", `/CN=${host}`);
    await writeFile(path.join(folder, `${name}.names`), `subjectAltName=DNS:${host}`);
    await openssl(
      ...["x509", "-req", "-in", `${name}.csr`, "-CA", "ca.pem", "-CAkey", "ca.key"],
      ...["-CAcreateserial", "-days", days, "-extfile", `${name}.names`, "-out", `${name}.pem`],
    );
    const cert = await readFile(path.join(folder, `${name}.pem`));
    return { key: await readFile(key), cert };
  };
  return {
    right: await make("right", "localhost", "2"),
    expired: await make("expired", "localhost", "-1"),
    "other-host": await make("other-host", "other.example", "2"),
  };
}
