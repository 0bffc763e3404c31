import { openDatabase } from "#db/client.ts";
import { applyMigrations } from "#db/migrate.ts";
import { openQueue } from "#lib/queue/open-queue.ts";
import { noteRestored } from "#lib/restore/note-restored.ts";

export const DATABASE_RESTORED_USAGE = `  database:restored
      After a backup was restored, and before web or workers run on it: nothing that was sent since
      the backup is sent again, and what came in since is fetched from Meta.`;

/** @returns what was done, in words. */
export async function databaseRestored(databaseUrl: string): Promise<string> {
  await applyMigrations(databaseUrl);
  const { db, close } = openDatabase(databaseUrl, { max: 2 });
  try {
    const boss = await openQueue(databaseUrl, { works: false });
    try {
      const { since, outgoing, channels } = await noteRestored({ db, boss });
      return [
        `Noted. ${outgoing} outgoing messages are looked for at Meta before anything is sent;`,
        `${channels} channels are read from ${since.toISOString()} on. Web and workers may start.`,
      ].join("\n");
    } finally {
      await boss.stop();
    }
  } finally {
    await close();
  }
}
