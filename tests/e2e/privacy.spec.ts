import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { withConnection } from "#db/client.ts";
import { product, signIn, visit } from "./product.ts";

const sql = (text: string, values: unknown[] = []) =>
  withConnection(product.databaseUrl, async (client) => (await client.query(text, values)).rows);

/** A deletion of a person who is known here, as the job leaves it. */
const DONE = "0123456789abcdef0123456789abcdef";

test.beforeAll(async () => {
  await sql(
    `insert into deletion_requests
       (id, kind, request_hash, confirmation_code, status, result, completed_at)
     values ($1, 'data_deletion', 'e2e', $2, 'done', '{"accounts": 1, "channels": 3}', now())`,
    [crypto.randomUUID(), DONE],
  );
});
test.afterAll(() => sql("delete from deletion_requests where request_hash = 'e2e'"));

async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

const connectButton = (page: Page) =>
  page.getByRole("button", { name: /^Connect (Facebook|again)$/ });

test("who has not agreed yet reads first, ticks once, and is not asked again", async ({ page }) => {
  await sql("delete from consents");
  await signIn(page);
  await visit(page, `${product.app}/settings/integrations`);
  await connectButton(page).click();

  const dialog = page.getByRole("dialog", { name: "Before Facebook opens" });
  await expect(dialog).toContainText("Messages 365 days");
  await expect(dialog.getByRole("link", { name: "privacy policy" })).toHaveAttribute(
    "href",
    "/privacy",
  );
  expect(await seriousFaults(page)).toEqual([]);
  const goOn = dialog.getByRole("button", { name: "Continue to Facebook" });
  await expect(goOn).toBeDisabled();
  await dialog.getByRole("checkbox", { name: "I have read this and agree" }).check();
  await expect(goOn).toBeEnabled();
  expect(await sql("select locale, text_version from consents")).toEqual([
    { locale: "en", text_version: expect.stringMatching(/^\d{4}-\d{2}-\d{2}\./) },
  ]);

  const [popup] = await Promise.all([page.waitForEvent("popup"), goOn.click()]);
  await expect(dialog).toBeHidden();
  const closed = popup.waitForEvent("close");
  await popup.getByRole("button", { name: "Cancel" }).click();
  await closed;

  await visit(page, `${product.app}/settings/integrations`);
  await expect(page.getByText(/^You agreed on /)).toBeVisible();
  const [again] = await Promise.all([page.waitForEvent("popup"), connectButton(page).click()]);
  await again.close();
  await page.getByRole("button", { name: "Read it again" }).click();
  await expect(dialog).toContainText("What is read");
  expect(await sql("select 1 from consents")).toHaveLength(1);
});

test("a consent that cannot be kept leads nowhere and says so", async ({ page }) => {
  await sql("delete from consents");
  await signIn(page);
  await visit(page, `${product.app}/settings/integrations`);
  await page.route("**/api/consents", (route) => route.abort());
  await connectButton(page).click();
  await page.getByRole("checkbox", { name: "I have read this and agree" }).click();
  await expect(page.getByText("It could not be noted that you agree.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Continue to Facebook" })).toBeDisabled();
  await expect(page.getByRole("checkbox", { name: "I have read this" })).not.toBeChecked();
});

test("the company's own documents stand in place of ours", async ({ page }) => {
  await sql("delete from consents");
  await sql("update tenants set privacy_url = $1, terms_url = 'javascript:alert(1)'", [
    "https://shoes.example.test/privacy",
  ]);
  await signIn(page);
  await visit(page, `${product.app}/settings/integrations`);
  const own = "https://shoes.example.test/privacy";
  const navigation = page.getByRole("navigation");
  await expect(navigation.getByRole("link", { name: "Privacy policy" })).toHaveAttribute(
    "href",
    own,
  );
  await expect(navigation.getByRole("link", { name: "Terms" })).toHaveAttribute("href", "/terms");
  await connectButton(page).click();
  const dialog = page.getByRole("dialog", { name: "Before Facebook opens" });
  await expect(dialog.getByRole("link", { name: "privacy policy" })).toHaveAttribute("href", own);
  await sql("update tenants set privacy_url = null, terms_url = null");
});

test("the wording that is agreed to must be the present one", async ({ page }) => {
  await sql("delete from consents");
  const consents = `${product.app}/api/consents`;
  expect((await page.request.get(consents)).status()).toBe(401);
  await signIn(page);
  const old = await page.request.post(consents, { data: { text_version: "2020-01-01.00000000" } });
  expect(old.status()).toBe(409);
  const shown = (await (await page.request.get(consents)).json()) as { text_version: string };
  expect(shown).toMatchObject({ agreed_at: null });
  const data = { text_version: shown.text_version };
  expect((await page.request.post(consents, { data })).status()).toBe(201);
  expect((await page.request.post(consents, { data })).status()).toBe(200);
  // Programs that know nothing of consent connect all the same: only the screens ask.
  await sql("delete from consents");
  const start = await page.request.get(`${product.app}/auth/facebook/connect`, { maxRedirects: 0 });
  expect(start.status()).toBe(302);
});

test("Meta's callbacks and the page with the state of a deletion need no session", async ({
  page,
}) => {
  const answer = (await product.control.tell("data-deletion", {
    user_id: "30000000000000001",
  })) as { status: number; json: { url: string; confirmation_code: string } };
  expect(answer.status).toBe(200);
  const { url, confirmation_code: code } = answer.json;
  expect(url).toBe(`${product.app}/privacy/deletion/${code}`);
  await expect(async () => {
    await visit(page, url);
    await expect(page.getByText(/^Done on /)).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(page.getByText("Nothing was stored about this person.")).toBeVisible();

  const forged = await product.control.tell("deauthorize", { user: "mira", forge: "secret" });
  expect(forged).toMatchObject({ status: 400, json: { code: "invalid_signed_request" } });
  for (const guess of [`${code.slice(1)}0`, "x"]) {
    const none = await page.request.get(`${product.app}/privacy/deletion/${guess}`);
    expect([guess, none.status()]).toEqual([guess, 404]);
    expect(await none.text()).not.toContain("30000000000000001");
  }
});

const PAGES = {
  "/privacy": { en: "Privacy policy", ru: "Политика конфиденциальности" },
  "/terms": { en: "Terms of use", ru: "Условия использования" },
  [`/privacy/deletion/${DONE}`]: { en: "Deletion of data", ru: "Удаление данных" },
  "/privacy/deletion/unknown": {
    en: "There is no request with this code",
    ru: "Запроса с таким кодом нет",
  },
};

for (const colorScheme of ["light", "dark"] as const) {
  for (const locale of ["en", "ru"] as const) {
    test.describe(`${colorScheme}, ${locale}`, () => {
      test.use({ colorScheme, locale });

      test("public pages read well for everybody, on a phone too", async ({ page }) => {
        for (const [path, title] of Object.entries(PAGES)) {
          await page.setViewportSize({ width: 390, height: 800 });
          const answer = await page.goto(product.app + path);
          expect([path, answer?.status()]).toEqual([path, path.endsWith("unknown") ? 404 : 200]);
          await expect(page.locator("html")).toHaveAttribute("lang", locale);
          await expect(page.getByRole("heading", { level: 1 })).toHaveText(title[locale]);
          const headers = answer?.headers() ?? {};
          expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
          expect(headers["referrer-policy"]).toBe("no-referrer");
          expect([path, await seriousFaults(page)]).toEqual([path, []]);
          const width = await page.evaluate(() => document.documentElement.scrollWidth);
          expect([path, width]).toEqual([path, 390]);
        }
      });
    });
  }
}

test("Meta's crawler gets the policy with a plain title", async () => {
  for (const path of ["/privacy", "/terms"]) {
    const answer = await fetch(product.app + path, {
      redirect: "manual",
      headers: { "user-agent": "facebookexternalhit/1.1" },
    });
    const html = await answer.text();
    expect([path, answer.status]).toEqual([path, 200]);
    expect(html).toMatch(/<title>(Privacy policy|Terms of use) · Switchboard<\/title>/);
    expect(html).not.toContain("noindex");
  }
});
