import { openEmbeddedPostgres } from "#launch/postgres.ts";

// A launcher in miniature: opens the server of a folder, says so in one line of JSON, and keeps it until told to stop.
const [dataDir = "", kind = "persistent"] = process.argv.slice(2);
const isEphemeral = kind === "ephemeral";
const server = await openEmbeddedPostgres({
  dataDir,
  log: console.error,
  ephemeral: isEphemeral,
  durable: !isEphemeral,
});
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void server.close().then(() => process.exit(0));
  });
}
console.log(JSON.stringify({ url: server.url, port: server.port, joined: server.joined }));
setInterval(() => {}, 60_000);
