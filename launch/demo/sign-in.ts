import { z } from "zod";
import type { Login } from "#launch/create-login.ts";
import type { CookieClient } from "./cookie-client.ts";
import { readAnswer } from "./read-answer.ts";

const csrfSchema = z.object({ csrfToken: z.string() });
const sessionSchema = z.object({ user: z.object({ email: z.string() }) });

/** Signs in by next-auth's own routes, as its login page does. */
export async function signIn(client: CookieClient, login: Login): Promise<void> {
  const { csrfToken } = await readAnswer(await client.request("/api/auth/csrf"), csrfSchema);
  const answer = await client.request("/api/auth/callback/credentials", {
    method: "POST",
    body: new URLSearchParams({ ...login, csrfToken, json: "true" }),
  });
  await answer.body?.cancel();
  await readAnswer(await client.request("/api/auth/session"), sessionSchema);
}
