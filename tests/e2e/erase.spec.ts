import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { openPopup, product, signIn, visit } from "./product.ts";

const SHOES = "104829375610284";

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  const page = await browser.newPage();
  await signIn(page);
  await ensureConnected(page);
  await page.close();
});

async function ensureConnected(page: Page): Promise<void> {
  const answer = await page.request.get(`${product.app}/api/channels`);
  const { channels } = (await answer.json()) as { channels: { platform_page_id: string }[] };
  if (channels.some(({ platform_page_id }) => platform_page_id === SHOES)) return;
  const popup = await openPopup(page);
  await popup.getByRole("button", { name: "Continue" }).click();
  const picker = page.getByRole("dialog", { name: "Choose pages" });
  await picker.getByRole("checkbox", { name: "Linden Street Shoes: Messenger" }).check();
  await picker.getByRole("button", { name: "Connect 1 channel" }).click();
  await expect(picker.getByText("Connected", { exact: true })).toHaveCount(1);
}

async function customer(page: Page, person: string, text: string): Promise<string> {
  const { person_id } = (await product.control.tell("messages", {
    ...{ account_id: SHOES, person, text },
  })) as { person_id: string };
  const find = async () => {
    const answer = await page.request.get(`${product.app}/api/conversations?limit=100`);
    const { conversations } = (await answer.json()) as {
      conversations: { id: string; external_user_id: string }[];
    };
    return conversations.find(({ external_user_id }) => external_user_id === person_id)?.id;
  };
  await expect.poll(find).toBeDefined();
  return (await find()) ?? "";
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

test("a customer is downloaded, then erased by keyboard, and the list says so", async ({
  page,
}) => {
  await signIn(page);
  const id = await customer(page, "guest-7301", "Forget me, please");
  await visit(page, `${product.app}/inbox/${id}`);
  await expect(page.getByText("Forget me, please").first()).toBeVisible();

  const menu = page.getByRole("button", { name: "More about this customer" });
  await menu.click();
  const downloading = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Download everything as JSON" }).click();
  const file = await (await downloading).path();
  const exported = JSON.parse(await readFile(file, "utf8"));
  expect(exported.conversation.id).toBe(id);
  expect(JSON.stringify(exported.messages)).toContain("Forget me, please");

  await menu.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Erase this customer…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("it names no way to erase");
  await expect(dialog.getByRole("button", { name: "Erase" })).toBeDisabled();
  await expectAccessible(page);
  await dialog.getByRole("checkbox").focus();
  await page.keyboard.press("Space");
  await dialog.getByRole("button", { name: "Erase" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(`${product.app}/inbox`);
  await expect(page.getByText("Forget me, please")).toHaveCount(0);

  await visit(page, `${product.app}/settings/privacy`);
  const list = page.getByRole("region", { name: "Customers who were erased" });
  await expect(list).toContainText("Erased");
  await expect(list).toContainText("names no way to erase; ask its operator");
  await expectAccessible(page);
  expect((await page.request.get(`${product.app}/api/conversations/${id}/export`)).status()).toBe(
    404,
  );
});

test("shorter times are counted before they can be saved", async ({ page }) => {
  await signIn(page);
  await visit(page, `${product.app}/settings/privacy`);
  const days = page.getByRole("textbox", { name: "Events, in days" });
  await days.fill("0");
  await expect(page.getByText("A whole number from 1 to 3650")).toBeVisible();
  await days.fill("10");
  const retention = page.getByRole("region", { name: "How long data is kept" });
  await expect(retention.getByRole("button", { name: "Save" })).toHaveCount(0);
  await page.getByRole("button", { name: "Count what would be deleted" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Would delete 0 events" })).toBeVisible();
  await retention.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved. What is older now is deleted by night.")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Events, in days" })).toHaveValue("10");
  const restored = await page.request.patch(`${product.app}/api/privacy`, {
    data: { retention: { events: 30 } },
    headers: { origin: product.app },
  });
  expect(restored.status()).toBe(200);
});

test("own documents are https only", async ({ page }) => {
  await signIn(page);
  await visit(page, `${product.app}/settings/privacy`);
  const links = page.getByRole("region", { name: "Your own documents" });
  await links.getByLabel("Privacy policy").fill("http://example.com/privacy");
  await links.getByRole("button", { name: "Save" }).click();
  await expect(links.getByText("An address that begins with https://")).toBeVisible();
  const refused = await page.request.patch(`${product.app}/api/privacy`, {
    data: { privacy_url: "javascript:alert(1)" },
    headers: { origin: product.app },
  });
  expect(refused.status()).toBe(422);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`a phone shows it whole in Russian (${colorScheme})`, async ({ page, context }) => {
    await signIn(page);
    await page.emulateMedia({ colorScheme });
    await context.addCookies([{ name: "locale", value: "ru", url: product.app }]);
    await page.setViewportSize({ width: 390, height: 800 });
    await visit(page, `${product.app}/settings/privacy`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Данные");
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(390);
    await expectAccessible(page);
    await context.addCookies([{ name: "locale", value: "en", url: product.app }]);
  });
}
