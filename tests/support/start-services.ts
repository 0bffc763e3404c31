import { type Services, services } from "#lib/services.ts";
import { createTestDatabase } from "./test-database.ts";
import { makeTestEnvironment, withSandbox } from "./test-environment.ts";

/** The product's services on a database of their own, for rooms that call no other side. */
export async function startServices(
  settings: Record<string, string> = {},
): Promise<{ needs: Services; stop(): Promise<void> }> {
  const database = await createTestDatabase();
  const nowhere = withSandbox("http://127.0.0.1:1");
  Object.assign(process.env, makeTestEnvironment(database.url), nowhere, settings);
  const needs = await services({ works: true });
  return {
    needs,
    async stop() {
      await needs.close();
      await database.drop();
    },
  };
}
