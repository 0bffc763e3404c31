import type { PgBoss } from "pg-boss";
import type { QueueName } from "./queues.ts";

/**
 * pg-boss's own statement that puts jobs into a queue, taken from pg-boss itself so that we repeat
 * none of its columns. It is a `WITH` whose only parameter, `$1`, is a JSON array of jobs; callers
 * put it behind their own CTEs to store rows and jobs together.
 *
 * @param jobs SQL for a JSON array of `{singletonKey, data}`, in place of `$1`.
 * @throws when pg-boss writes it in another way than the version that this was built for.
 */
export async function insertStatement(boss: PgBoss, name: QueueName, jobs: string) {
  let text = "";
  const recorder = {
    executeSql: async (statement: string) => {
      text = statement;
      return { rows: [] };
    },
  };
  await boss.insert(name, [{ data: {}, singletonKey: "" }], { db: recorder });

  const parts = text.trim().split("$1::text::json");
  const [before, after] = parts;
  if (parts.length !== 2 || before === undefined || !before.startsWith("WITH ins AS")) {
    throw new Error("This version of pg-boss inserts jobs by a statement that we do not know");
  }
  return `${before.slice("WITH ".length)}(${jobs})${after ?? ""}`;
}
