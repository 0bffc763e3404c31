import { createHmac } from "node:crypto";
import { expect, request, test } from "@playwright/test";
import { withConnection } from "#db/client.ts";
import { product, signIn, visit } from "./product.ts";

const JSON_ROUTES = [
  "/api/channels",
  "/api/conversations",
  "/api/facebook/pages",
  "/api/stream",
  "/api/conversations/01a20403-d7b5-7728-b374-bde9ca2bcdc1/messages",
  "/api/conversations/01a20403-d7b5-7728-b374-bde9ca2bcdc1/picture",
  "/api/media/01a20403-d7b5-7728-b374-bde9ca2bcdc1/0",
];

test("the signed-out get 401 as problem+json, and pages send them to the login", async () => {
  const stranger = await request.newContext({ baseURL: product.app });
  for (const path of JSON_ROUTES) {
    const answer = await stranger.get(path);
    expect([path, answer.status()]).toEqual([path, 401]);
    expect(answer.headers()["content-type"]).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({ status: 401, code: "unauthorized" });
  }
  const start = await stranger.get("/auth/facebook/connect", { maxRedirects: 0 });
  expect(start.status()).toBe(302);
  expect(start.headers().location).toContain("/login");
  for (const path of ["/inbox", "/settings/integrations"]) {
    expect((await stranger.get(path)).url()).toContain("/login?callbackUrl=");
  }
  await stranger.dispose();
});

test("a wrong password and an unknown user read the same", async ({ page }) => {
  await visit(page, `${product.app}/login`);
  await page.getByLabel("E-mail").fill("nobody@example.test");
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("E-mail or password is wrong")).toBeVisible();
});

test("bad input gets a clear answer", async ({ page }) => {
  await signIn(page);
  const post = (path: string, options: object) => page.request.post(product.app + path, options);

  const foreign = await post("/api/channels/register", {
    data: { platform: "facebook", page_id: "1" },
    headers: { origin: "https://evil.test" },
  });
  expect(foreign.status()).toBe(403);
  const fields = await post("/api/channels/register", {
    data: { platform: "x", page_id: "../me" },
  });
  expect(fields.status()).toBe(422);
  expect(
    ((await fields.json()) as { errors: { field: string }[] }).errors.map(({ field }) => field),
  ).toEqual(["platform", "page_id"]);
  const extra = await post("/api/facebook/exchange-code", {
    data: { code: "a", state: "b", access_token: "c" },
  });
  expect(extra.status()).toBe(422);
  const state = await post("/api/facebook/exchange-code", { data: { code: "a", state: "b" } });
  expect(state.status()).toBe(400);
  expect(await state.json()).toMatchObject({ code: "invalid_state" });
  const broken = await post("/api/channels/register", {
    data: Buffer.from("{"),
    headers: { "content-type": "application/json" },
  });
  expect(broken.status()).toBe(400);
  const typed = await post("/api/channels/register", { form: { platform: "facebook" } });
  expect(typed.status()).toBe(415);
  const missing = await page.request.get(`${product.app}/api/channels/${crypto.randomUUID()}`);
  expect(missing.status()).toBe(404);
  const cursor = await page.request.get(`${product.app}/api/conversations?cursor=nonsense`);
  expect(cursor.status()).toBe(400);
});

test.describe("the webhook", () => {
  const paths = ["/api/webhooks/facebook", "/webhooks/facebook"];

  test("answers Meta's verification exactly and refuses every other", async () => {
    const verified = await fetch(`${product.sandbox}/control/verify-webhook`, { method: "POST" });
    expect(await verified.json()).toMatchObject({ status: 200 });
    for (const path of paths) {
      const wrong = await fetch(
        `${product.app}${path}?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1`,
      );
      expect([wrong.status, await wrong.text()]).toEqual([403, "Forbidden"]);
    }
  });

  test("takes what Meta signed, whatever it is, and nothing else", async () => {
    for (const body of [
      "",
      "null",
      "not json",
      '{"object":"page"}',
      '{"object":"user","entry":[]}',
    ]) {
      const [ack] = await product.control.deliver({ body });
      expect([body, ack?.status]).toEqual([body, 200]);
    }
    for (const path of paths) {
      const unsigned = await fetch(`${product.app}${path}`, { method: "POST", body: "{}" });
      expect([unsigned.status, await unsigned.text()]).toEqual([401, "Invalid signature"]);
      const forged = await fetch(`${product.app}${path}`, {
        method: "POST",
        body: "{}",
        headers: {
          "x-hub-signature-256": `sha256=${createHmac("sha256", "guess").update("{}").digest("hex")}`,
        },
      });
      expect(forged.status).toBe(401);
      const large = await fetch(`${product.app}${path}`, {
        method: "POST",
        body: Buffer.alloc(5 * 1024 * 1024 + 1),
      });
      expect(large.status).toBe(413);
    }
  });

  test("answers 503 within Meta's patience while the database takes nothing", async () => {
    const body = {
      object: "page",
      entry: [{ id: "1", messaging: [{ message: { mid: "m_late" } }] }],
    };
    await withConnection(product.databaseUrl, async (client) => {
      await client.query("begin");
      await client.query("lock table webhook_events in access exclusive mode");
      const [refused] = await product.control.deliver({ body, record: false });
      expect(refused?.status).toBe(503);
    });
    const [accepted] = await product.control.deliver({ body, record: false });
    expect(accepted?.status).toBe(200);
  });
});
