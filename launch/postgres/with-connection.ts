import { Client } from "pg";

const PATIENCE_MS = 10_000;

/** One connection for one task. */
export async function withConnection<Result>(
  url: string,
  run: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
  });
  // A server that ends meanwhile fails the query; unheard it would end this process as well.
  client.on("error", () => {});
  try {
    await client.connect();
    return await run(client);
  } finally {
    await client.end();
  }
}
