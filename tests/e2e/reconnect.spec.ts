import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { openDatabase } from "#db/client.ts";
import { crmChannels } from "#db/schema/channels.ts";
import { facebookAccounts } from "#db/schema/facebook-accounts.ts";
import { openPopup, product, signIn, visit } from "./product.ts";

const SHOES = "104829375610284";
const QUESTIONS = ["Is the shop open on Sunday?", "And on Monday?"];

// One story: each step stands on the one before.
test.describe.configure({ mode: "serial" });

let page: Page;
let channelId: string;

test.beforeAll(async ({ browser }) => {
  await forget();
  page = await (await browser.newContext()).newPage();
  await signIn(page);
});

/** Before and after: nothing connected, and nobody logged in. */
test.afterAll(async () => {
  await page.context().close();
  await forget();
});

async function forget(): Promise<void> {
  const { db, close } = openDatabase(product.databaseUrl, { max: 1 });
  await db.delete(crmChannels);
  await db.delete(facebookAccounts);
  await close();
  await product.control.tell("reset", {});
}

const login = () =>
  page
    .getByRole("region", { name: "Facebook logins" })
    .getByRole("listitem")
    .filter({ hasText: "Mira Halvorsen" });
const channels = () => page.getByRole("region", { name: "Channels" });
const texts = async () => {
  const answer = await fetch(
    `${product.sandbox}/control/conversations?account_id=${SHOES}&person=tom`,
  );
  return ((await answer.json()) as { from: string; text: string }[]).map(({ text }) => text);
};
const write = (text: string) =>
  product.control.tell("messages", { account_id: SHOES, person: "tom", text, wait: true });

/** Facebook's dialog, as somebody leaves it who agrees to all. */
async function agreeIn(popup: Page): Promise<void> {
  const closed = popup.waitForEvent("close");
  await popup.getByRole("button", { name: "Continue" }).click();
  await closed;
}

test("a login shows that it works, until when, and what it covers", async () => {
  await agreeIn(await openPopup(page));
  const picker = page.getByRole("dialog", { name: "Choose pages" });
  await picker.getByRole("checkbox", { name: "Linden Street Shoes: Messenger" }).check();
  await picker.getByRole("button", { name: "Connect 1 channel" }).click();
  await expect(picker.getByText("Connected", { exact: true })).toHaveCount(1);
  await picker.getByRole("button", { name: "Done" }).click();
  await expect(channels().getByText("Live", { exact: true })).toBeVisible();
  channelId = await onlyChannel();

  await expect(login()).toHaveCount(1);
  await expect(login()).toContainText("Mira Halvorsen");
  await expect(login().getByText("Works", { exact: true })).toBeVisible();
  await expect(login()).toContainText(/Works until \w+ \d+, \d{4} and is renewed by itself before/);
  await expect(login()).toContainText(/names and pictures can be read until \w+ \d+, \d{4}/);
  await visit(page, `${product.app}/settings/integrations`);
  await expect(login()).toContainText("serves 1 channel");
});

test("a changed password is seen without a reload, with what to do about it", async () => {
  await product.control.tell("users/password", { user: "mira" });
  for (const question of QUESTIONS) await write(question);
  await expect(channels().getByText("Connect again", { exact: true })).toBeVisible();
  await expect(login().getByText("Needs a new login")).toBeVisible();
  await expect(login()).toContainText("changed the password. Connect Facebook again.");
  expect(await texts()).toEqual(QUESTIONS);
});

for (const [locale, words] of [
  ["en", "Needs a new login"],
  ["ru", "Нужен новый вход"],
] as const) {
  test(`that has nothing that axe calls serious and fits a phone: ${locale}`, async () => {
    await page.context().addCookies([{ name: "locale", value: locale, url: product.app }]);
    await page.setViewportSize({ width: 390, height: 800 });
    await visit(page, `${product.app}/settings/integrations`);
    await expect(page.getByText(words).first()).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.setViewportSize({ width: 1280, height: 900 });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(
      ({ impact }) => impact === "serious" || impact === "critical",
    );
    expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
}

test("one click and one consent: the same channel is live, and what waited is answered", async () => {
  await page.context().addCookies([{ name: "locale", value: "en", url: product.app }]);
  await visit(page, `${product.app}/settings/integrations`);
  const [popup] = await Promise.all([
    page.waitForEvent("popup"),
    page.getByRole("button", { name: "Connect again" }).click(),
  ]);
  await agreeIn(popup);

  await expect(channels().getByText("Live", { exact: true })).toBeVisible();
  await expect(login().getByText("Works", { exact: true })).toBeVisible();
  await expect(page.getByRole("dialog")).toBeHidden();
  expect(await onlyChannel()).toBe(channelId);
  await expect.poll(async () => (await texts()).length).toBeGreaterThan(QUESTIONS.length);
  expect((await texts()).slice(0, 2)).toEqual(QUESTIONS);
});

test("what was declined is named at the login, and only that is asked for again", async () => {
  const first = await openPopup(page);
  await first.getByRole("checkbox", { name: "instagram_manage_messages" }).uncheck();
  await agreeIn(first);
  await closePicker();
  await expect(login().getByText("Works in part")).toBeVisible();
  await expect(login()).toContainText("Instagram messages can be neither received nor answered.");

  const again = await openPopup(page);
  await again.waitForURL(/\/dialog\/oauth/);
  const asked = new URL(again.url()).searchParams;
  expect([asked.get("auth_type"), asked.get("scope")]).toEqual([
    "rerequest",
    "instagram_manage_messages",
  ]);
  await agreeIn(again);
  await closePicker();
  await expect(login().getByText("Works", { exact: true })).toBeVisible();
});

async function closePicker(): Promise<void> {
  const picker = page.getByRole("dialog", { name: "Choose pages" });
  await expect(picker).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(picker).toBeHidden();
}

async function onlyChannel(): Promise<string> {
  const answer = await page.request.get(`${product.app}/api/channels`);
  const { channels: rows } = (await answer.json()) as { channels: { id: string }[] };
  expect(rows).toHaveLength(1);
  return rows[0]?.id ?? "";
}
