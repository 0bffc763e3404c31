import { expect, type Page } from "@playwright/test";
import { controlOf } from "#tests/support/sandbox-control.ts";

const given = (name: string) => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} comes from tests/e2e/global-setup.ts`);
  return value;
};

/** Asked for as late as a test runs: tests are also listed where nothing is started. */
export const product = {
  get app() {
    return given("E2E_APP_URL");
  },
  get sandbox() {
    return given("E2E_SANDBOX_URL");
  },
  get databaseUrl() {
    return given("E2E_DATABASE_URL");
  },
  get control() {
    return controlOf(product.sandbox);
  },
};

/**
 * Opens an address and waits until React has put its streamed parts in place: until then a part may be in the document
 * twice, once hidden, and locators find both.
 */
export async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(page.locator('div[hidden][id^="S:"]')).toHaveCount(0);
}

export async function signIn(page: Page): Promise<void> {
  await visit(page, `${product.app}/login`);
  await page.getByLabel("E-mail").fill(given("E2E_EMAIL"));
  await page.getByLabel("Password", { exact: true }).fill(given("E2E_PASSWORD"));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${product.app}/inbox`);
}

/** Has the signed-in user's consent, as the box before Facebook's dialog gets it. */
export async function agree(page: Page): Promise<void> {
  const consents = `${product.app}/api/consents`;
  const shown = (await (await page.request.get(consents)).json()) as { text_version: string };
  const { text_version } = shown;
  const answer = await page.request.post(consents, { data: { text_version } });
  expect(answer.ok()).toBe(true);
}

/** Opens the popup as a person does who has agreed before. */
export async function openPopup(page: Page): Promise<Page> {
  await agree(page);
  await visit(page, `${product.app}/settings/integrations`);
  const [popup] = await Promise.all([
    page.waitForEvent("popup"),
    page.getByRole("button", { name: /^Connect (Facebook|again)$/ }).click(),
  ]);
  return popup;
}
