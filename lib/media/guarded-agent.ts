import { type LookupAddress, type LookupOptions, lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Agent, buildConnector } from "undici";

const CONNECT_MS = 3_000;
/** To one host; what is more waits, within its own time limit. */
const CONNECTIONS_MAX = 32;

/** A name or an address led where we do not go. Says neither. */
export class AddressRefusedError extends Error {
  override readonly name = "AddressRefusedError";

  constructor() {
    super("The address is not allowed");
  }
}

type Resolve = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Connects to allowed addresses only. They are looked at when a connection is made, so a name that
 * resolves otherwise by then gains nothing; one bad address among good ones spoils the name.
 */
export function createGuardedAgent(
  isAllowed: (address: string) => boolean,
  resolve: Resolve = lookup,
): Agent {
  const guarded: LookupFunction = (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isAllowed(address))) {
        return callback(new AddressRefusedError(), []);
      }
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
  const connect = buildConnector({ timeout: CONNECT_MS, lookup: guarded });
  return new Agent({
    connections: CONNECTIONS_MAX,
    connect(options, callback) {
      // Node looks nothing up that is an address already.
      const literal = options.hostname.replace(/^\[(.*)\]$/, "$1");
      if (isIP(literal) === 0 || isAllowed(literal)) connect(options, callback);
      else callback(new AddressRefusedError(), null);
    },
  });
}
