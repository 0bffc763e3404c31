import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { product, signIn, visit } from "./product.ts";

const PATHS = ["/login", "/inbox", "/settings/integrations", "/settings/privacy"];

for (const colorScheme of ["light", "dark"] as const) {
  for (const [locale, heading] of [
    ["en", "Integrations"],
    ["ru", "Интеграции"],
  ] as const) {
    test.describe(`${colorScheme}, ${locale}`, () => {
      test.use({ colorScheme, locale });

      test("every screen has words in its language and nothing that axe calls serious", async ({
        page,
        context,
      }) => {
        await context.addCookies([{ name: "locale", value: "en", url: product.app }]);
        await signIn(page);
        await context.addCookies([{ name: "locale", value: locale, url: product.app }]);
        await visit(page, `${product.app}/settings/integrations`);
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);

        for (const path of PATHS) {
          await visit(page, product.app + path);
          await expect(page.locator("html")).toHaveAttribute("lang", locale);
          await expect(page.getByRole("main")).toBeVisible();
          const { violations } = await new AxeBuilder({ page }).analyze();
          const serious = violations
            .filter(({ impact }) => impact === "serious" || impact === "critical")
            .map(({ id, nodes }) => `${path} ${id}: ${nodes.map(({ html }) => html).join(" ")}`);
          expect(serious).toEqual([]);
        }
      });
    });
  }
}

test("a phone shows one pane at a time and nothing wider than itself", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await signIn(page);
  for (const path of ["/inbox", "/settings/integrations", "/settings/privacy"]) {
    await visit(page, product.app + path);
    await expect(page.getByRole("main")).toBeVisible();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect([path, width]).toEqual([path, 390]);
  }
});
