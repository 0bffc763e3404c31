import { applyMigrations } from "#db/migrate.ts";

const url = process.env.DATABASE_URL;
if (url === undefined || url === "") {
  console.error("DATABASE_URL is required");
  process.exit(1);
}
await applyMigrations(url);
console.log("The database is up to date.");
