import { findUserByEmail } from "#db/queries/users.ts";
import { finishConnect } from "#lib/accounts/finish-connect.ts";
import { createUser } from "#lib/auth/create-user.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import { beginConnect } from "#lib/channels/begin-connect.ts";
import { startWorkers } from "#lib/jobs/start-workers.ts";
import { type Services, services } from "#lib/services.ts";
import { startReceiver } from "./receiver.ts";
import { controlOf } from "./sandbox-control.ts";
import { sqlOn } from "./sql.ts";
import { startSandbox } from "./start-sandbox.ts";
import { createTestDatabase } from "./test-database.ts";
import { makeTestEnvironment, withSandbox } from "./test-environment.ts";

export type Product = Awaited<ReturnType<typeof startProduct>>;

/** The product's rooms, wired as in production, on a database and a sandbox of their own. */
export async function startProduct({
  works = true,
  settings = {},
}: {
  works?: boolean;
  settings?: Record<string, string>;
} = {}) {
  const database = await createTestDatabase();
  const receiver = await startReceiver(services);
  const environment = {
    ...makeTestEnvironment(database.url),
    APP_BASE_URL: receiver.url,
    ...settings,
  };
  const sandbox = await startSandbox(environment);
  Object.assign(process.env, environment, withSandbox(sandbox.url));
  const needs = await services({ works });
  if (works) await startWorkers(needs);

  return {
    needs,
    sql: sqlOn(needs.pool),
    sandbox: sandbox.url,
    control: controlOf(sandbox.url),
    viewer: await signUp(needs, "Company"),
    async stop() {
      await needs.close();
      await sandbox.stop();
      await receiver.close();
      await database.drop();
    },
  };
}

/** An admin of a tenant of that name. */
export async function signUp({ db }: Services, tenant: string): Promise<Viewer> {
  const email = `${tenant.toLowerCase()}@example.test`;
  await createUser(db, { email, password: "a long enough password", tenant, role: "admin" });
  const user = await findUserByEmail(db, email);
  if (user === null) throw new Error("The user was not created");
  return { userId: user.id, tenantId: user.tenantId, email, role: user.role };
}

/** Goes through Facebook's dialog like a person who leaves everything ticked, unless told otherwise. */
export async function consent(
  { needs, viewer }: Pick<Product, "needs" | "viewer">,
  form: Record<string, string> = {},
): Promise<URL> {
  const dialog = new URL(
    await beginConnect(needs, { userId: viewer.userId, popup: true, now: new Date() }),
  );
  const answer = await fetch(`${dialog.origin}${dialog.pathname}/consent`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({
      ...Object.fromEntries(dialog.searchParams),
      pages: "all",
      permissions: "all",
      action: "continue",
      ...form,
    }),
  });
  return new URL(answer.headers.get("location") ?? "");
}

/** The whole of connecting Facebook, up to the list of pages. */
export async function connect(
  product: Pick<Product, "needs" | "viewer">,
  form: Record<string, string> = {},
) {
  const callback = await consent(product, form);
  return finishConnect(product.needs, product.viewer, {
    code: callback.searchParams.get("code") ?? "",
    state: callback.searchParams.get("state") ?? "",
    now: new Date(),
  });
}
