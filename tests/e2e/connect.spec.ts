import { expect, test } from "@playwright/test";
import { agree, openPopup, product, signIn, visit } from "./product.ts";

test.beforeEach(async ({ page }) => {
  await signIn(page);
});
test.afterEach(() => product.control.set({ coop: "same-origin" }));

test("without the cut, opener and popup talk directly", async ({ page }) => {
  await product.control.set({ coop: "unsafe-none" });
  const popup = await openPopup(page);
  const closed = popup.waitForEvent("close");
  await popup.getByRole("button", { name: "Continue" }).click();
  await closed;
  await expect(page.getByRole("dialog", { name: "Choose pages" })).toBeVisible();
});

test("a person who cancels at Facebook reads what happened and may try again", async ({ page }) => {
  const popup = await openPopup(page);
  const closed = popup.waitForEvent("close");
  await popup.getByRole("button", { name: "Cancel" }).click();
  await closed;
  await expect(page.getByText("Facebook did not grant access")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Connect (Facebook|again)$/ })).toBeEnabled();
});

test("declined permissions are named with what does not work without them", async ({ page }) => {
  const popup = await openPopup(page);
  await popup.getByRole("checkbox", { name: "instagram_manage_messages" }).uncheck();
  const closed = popup.waitForEvent("close");
  await popup.getByRole("button", { name: "Continue" }).click();
  await closed;
  await page.keyboard.press("Escape");
  await expect(
    page.getByText("Instagram messages can be neither received nor answered."),
  ).toBeVisible();
});

test("a popup that is closed without an answer leaves a way on", async ({ page }) => {
  const popup = await openPopup(page);
  await popup.close();
  await expect(page.getByText("Waiting for Facebook…")).toBeVisible();
  await page.getByRole("button", { name: "I closed the window" }).click();
  await expect(page.getByRole("button", { name: /^Connect (Facebook|again)$/ })).toBeEnabled();
});

test("a blocked popup offers the same window, and that way works to the end", async ({ page }) => {
  await agree(page);
  await visit(page, `${product.app}/settings/integrations`);
  await page.evaluate(() => {
    window.open = () => null;
  });
  await page.getByRole("button", { name: /^Connect (Facebook|again)$/ }).click();
  await expect(page.getByText("Your browser blocked the Facebook window")).toBeVisible();
  await page.getByRole("link", { name: "Continue in this window" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(`${product.app}/settings/integrations**`);
  await expect(page.getByRole("dialog", { name: "Choose pages" })).toBeVisible();
  await expect(page).toHaveURL(`${product.app}/settings/integrations`);
});

test("the callback drops the code from the address at once and never spends it twice", async ({
  page,
}) => {
  const calls: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/api/facebook/exchange-code")) calls.push(request.method());
  });
  await visit(page, `${product.app}/auth/facebook/callback?code=abc&state=forged#_=_`);
  await page.waitForURL(/\/settings\/integrations/);
  await expect(
    page.getByRole("alert", { name: "This login does not belong to your session" }),
  ).toBeVisible();
  expect(calls).toEqual(["POST"]);
});
