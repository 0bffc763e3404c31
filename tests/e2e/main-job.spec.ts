import { expect, type Page, test } from "@playwright/test";
import { openPopup, product, signIn, visit } from "./product.ts";

// One story: each step stands on the one before.
test.describe.configure({ mode: "serial" });

let page: Page;
test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await product.control.set({ coop: "same-origin" });
  await signIn(page);
});
test.afterAll(() => page.close());

test("Facebook's dialog cuts the opener, and the page list appears all the same", async () => {
  const popup = await openPopup(page);
  await popup.waitForURL(/\/dialog\/oauth/);
  expect(await popup.evaluate(() => window.opener)).toBeNull();

  const closed = popup.waitForEvent("close");
  await popup.getByRole("button", { name: "Continue" }).click();
  await closed;

  const picker = page.getByRole("dialog", { name: "Choose pages" });
  await expect(picker.getByText("Linden Street Shoes", { exact: true }).first()).toBeVisible();
  await expect(picker.getByText("@lindenstreet.shoes")).toBeVisible();
  await expect(picker.getByText("Linden Street Outlet")).toBeVisible();
  await expect(picker.getByText(/role on this page does not include messages/)).toBeVisible();
});

test("two pages and an Instagram account become channels", async () => {
  const picker = page.getByRole("dialog", { name: "Choose pages" });
  await picker.getByRole("checkbox", { name: "Linden Street Shoes: Messenger" }).check();
  await picker.getByRole("checkbox", { name: /Linden Street Shoes: Instagram/ }).check();
  await picker.getByRole("checkbox", { name: "Linden Street Outlet: Messenger" }).check();
  await picker.getByRole("button", { name: "Connect 3 channels" }).click();
  await expect(picker.getByText("Connected", { exact: true })).toHaveCount(3);
  await picker.getByRole("button", { name: "Done" }).click();

  const live = page.getByText("Live", { exact: true });
  await expect(live).toHaveCount(3);
  const { channels } = await product.control.voiceAgent();
  expect(channels.map(({ type }) => type).sort()).toEqual([
    "facebook_messenger",
    "facebook_messenger",
    "instagram_direct",
  ]);
});

test("a customer writes, and question and answer appear in the inbox without a reload", async ({
  browser,
}) => {
  await visit(page, `${product.app}/inbox`);
  await expect(page.getByText("No conversations yet")).toBeVisible();
  await page.evaluate(() => {
    document.body.dataset.loaded = "once";
  });

  const customer = await browser.newPage();
  await customer.goto(`${product.sandbox}/customer?account=104829375610284&person=tom`);
  await customer.getByRole("textbox", { name: "Message" }).fill("What are your opening hours?");
  await customer.getByRole("button", { name: "Send" }).click();
  await expect(customer.getByText(/10:00 to 19:00/)).toBeVisible();

  const row = page.getByRole("link", { name: /10:00 to 19:00/ });
  await expect(row).toBeVisible();
  await row.click();
  const log = page.getByRole("log");
  await expect(log.getByText("What are your opening hours?")).toBeVisible();
  await expect(log.getByText(/10:00 to 19:00/)).toBeVisible();

  await customer.getByRole("textbox", { name: "Message" }).fill("Do you have size 42?");
  await customer.getByRole("button", { name: "Send" }).click();
  await expect(log.getByText("Do you have size 42?")).toBeVisible();
  await expect(log.getByText(/EU 36 to 46/)).toBeVisible();
  expect(await page.evaluate(() => document.body.dataset.loaded)).toBe("once");
  await customer.close();
});

test("an Instagram customer is answered too", async ({ browser }) => {
  const customer = await browser.newPage();
  await customer.goto(`${product.sandbox}/customer?account=17841405309211844&person=ines`);
  await customer
    .getByRole("textbox", { name: "Message" })
    .fill("Здравствуйте! Вы сегодня работаете?");
  await customer.getByRole("button", { name: "Send" }).click();
  await expect(customer.getByText(/10:00/)).toBeVisible();
  await visit(page, `${product.app}/inbox`);
  await expect(page.getByText("lindenstreet.shoes").first()).toBeVisible();
  await customer.close();
});

test("the channel's settings choose who answers", async () => {
  const agents = async () => {
    const answer = await page.request.get(`${product.app}/api/channels`);
    const { channels } = (await answer.json()) as {
      channels: { name: string; agent_id: string | null; ai_enabled: boolean }[];
    };
    const outlet = channels.find(({ name }) => name === "Linden Street Outlet");
    return [outlet?.agent_id, outlet?.ai_enabled];
  };
  await visit(page, `${product.app}/settings/integrations`);
  await page.getByRole("link", { name: "Linden Street Outlet" }).click();
  await page.getByRole("textbox", { name: "Agent ID" }).fill("agent-support");
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(agents).toEqual(["agent-support", true]);
  await page.getByRole("switch", { name: /AI agent answers/ }).click({ force: true });
  await expect.poll(agents).toEqual(["agent-support", false]);
});

test("no token reaches the browser", async () => {
  const answers = await Promise.all(
    ["/api/facebook/pages", "/api/channels", "/api/conversations", "/settings/integrations"].map(
      async (path) => (await page.request.get(`${product.app}${path}`)).text(),
    ),
  );
  for (const answer of answers) expect(answer).not.toMatch(/EAA|access_token|eyJhbGciOiJkaXIi/);
});
