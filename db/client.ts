import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { Client, type ClientConfig, Pool, type PoolClient } from "pg";

/** A connection pool or a transaction; queries cannot tell and need not care. */
export type Db = Pick<
  NodePgDatabase,
  | "select"
  | "selectDistinct"
  | "insert"
  | "update"
  | "delete"
  | "with"
  | "$with"
  | "execute"
  | "transaction"
>;

export type Database = { db: Db; pool: Pool; close(): Promise<void> };

type Options = {
  max?: number;
  /** Hears of every connection that broke, with PostgreSQL's or the system's code. */
  onLost?: (code: string) => void;
};

const CASING = { casing: "snake_case" } as const;

const CONNECT_MS_MAX = 3_000;
/** When all connections are taken. */
const WAIT_MS_MAX = 10_000;
const STATEMENT_MS_MAX = 10_000;
/** Above the server's own limit: who does not keep that one is no longer there. */
const ANSWER_MS_MAX = 15_000;
const IDLE_MS_MAX = 5 * 60_000;
const CLOSE_MS_MAX = 5_000;

/** Opens a pool; connects at the first query. A connection that breaks costs its own query and nothing else. */
export function openDatabase(url: string, { max = 10, onLost = () => {} }: Options = {}): Database {
  const pool = new Pool({
    ...connectionTo(url),
    Client: PromptClient,
    max,
    connectionTimeoutMillis: WAIT_MS_MAX,
    idleTimeoutMillis: IDLE_MS_MAX,
    statement_timeout: STATEMENT_MS_MAX,
    idle_in_transaction_session_timeout: STATEMENT_MS_MAX,
    query_timeout: ANSWER_MS_MAX,
  });
  // The pool listens to a connection only while nobody uses it; an unheard error would end the process.
  pool.on("connect", (client) => client.on("error", (error) => onLost(lossCode(error))));
  pool.on("error", () => {});

  const db: NodePgDatabase = drizzle(pool, CASING);
  db.transaction = transactionsOn(pool);
  let closing: Promise<void> | undefined;
  return {
    db,
    pool,
    close() {
      closing ??= Promise.race([pool.end(), after(CLOSE_MS_MAX)]);
      return closing;
    },
  };
}

/** A connection of its own for one task, without the limits on time that serving needs. */
export async function withConnection<Result>(
  url: string,
  run: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new PromptClient(connectionTo(url));
  client.on("error", () => {});
  try {
    await client.connect();
    return await run(client);
  } finally {
    await client.end();
  }
}

export function connectionTo(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: "switchboard",
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}

/** The pool has one setting for connecting and for waiting its turn; connecting must fail sooner. */
class PromptClient extends Client {
  constructor(config: ClientConfig = {}) {
    super({ ...config, connectionTimeoutMillis: CONNECT_MS_MAX });
  }
}

/**
 * drizzle's own transactions on a pool keep the connection for ever when `begin` fails, and give it
 * back in an unknown state when `rollback` does. Here a transaction that failed takes its connection
 * with it.
 */
function transactionsOn(pool: Pool): NodePgDatabase["transaction"] {
  const databases = new WeakMap<PoolClient, NodePgDatabase>();
  return async (run, config) => {
    const client = await pool.connect();
    let hasFailed = true;
    try {
      const db = databases.get(client) ?? drizzle(client, CASING);
      databases.set(client, db);
      const result = await db.transaction(run, config);
      hasFailed = false;
      return result;
    } finally {
      client.release(hasFailed);
    }
  };
}

function lossCode(error: Error & { code?: unknown }): string {
  return typeof error.code === "string" ? error.code : "unknown";
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
