import { z } from "zod";
import type { CookieClient } from "./cookie-client.ts";
import { readAnswer } from "./read-answer.ts";

const pageSchema = z.object({
  page_id: z.string(),
  page_name: z.string(),
  instagram_account: z.object({ id: z.string(), username: z.string() }).nullable(),
});
const consentSchema = z.object({ text_version: z.string() });
const exchangedSchema = z.object({ pages: z.array(pageSchema) });
export type ConnectedPage = z.infer<typeof pageSchema>;

/** Goes the whole way of the popup, with everything ticked in the dialog, and answers the pages that the app lists. */
export async function connectFacebook(client: CookieClient): Promise<ConnectedPage[]> {
  await agree(client);
  const start = await client.request("/auth/facebook/connect?display=popup");
  const callback = await consent(new URL(locationOf(start)));
  const page = await client.request(callback.pathname + callback.search);
  if (!page.ok) throw new Error(`The callback page answered ${page.status}.`);
  await page.body?.cancel();
  const answer = await client.request("/api/facebook/exchange-code", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      code: callback.searchParams.get("code"),
      state: callback.searchParams.get("state"),
    }),
  });
  return (await readAnswer(answer, exchangedSchema)).pages;
}

/** As the box before the dialog does: to the wording that the app shows now. */
async function agree(client: CookieClient): Promise<void> {
  const shown = await client.request("/api/consents");
  const { text_version } = await readAnswer(shown, consentSchema);
  const answer = await client.request("/api/consents", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text_version }),
  });
  await readAnswer(answer, consentSchema, [200, 201]);
}

/** The dialog is another site: it gets none of the app's cookies. */
async function consent(dialog: URL): Promise<URL> {
  const shown = await fetch(dialog);
  if (!shown.ok) throw new Error(`The login dialog answered ${shown.status}.`);
  await shown.body?.cancel();
  const form = new URLSearchParams(dialog.search);
  form.set("action", "continue");
  for (const name of ["pages", "permissions", "instagram_accounts"]) form.set(name, "all");
  const consentUrl = new URL(`${dialog.pathname}/consent`, dialog);
  const answer = await fetch(consentUrl, { method: "POST", body: form, redirect: "manual" });
  return new URL(locationOf(answer));
}

function locationOf(response: Response): string {
  const location = response.headers.get("location");
  if (location !== null && response.status >= 300 && response.status < 400) return location;
  throw new Error(`${new URL(response.url).pathname} answered ${response.status} and no redirect.`);
}
