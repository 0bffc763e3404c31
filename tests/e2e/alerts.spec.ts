import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { type Database, openDatabase } from "#db/client.ts";
import { listTenantIds } from "#db/queries/tenants.ts";
import { closeAlert, type Problem, raiseAlert } from "#lib/alerts/alerts.ts";
import { openQueue } from "#lib/queue/open-queue.ts";
import { product, signIn, visit } from "./product.ts";

let database: Database;
let boss: Awaited<ReturnType<typeof openQueue>>;
let silent: Problem;
let away: Problem;

test.beforeAll(async () => {
  database = openDatabase(product.databaseUrl, { max: 2 });
  boss = await openQueue(product.databaseUrl, { works: false });
  const [tenantId = null] = await listTenantIds(database.db);
  silent = { tenantId, kind: "channel.silent", subject: crypto.randomUUID() };
  away = { tenantId: null, kind: "upstream.away", subject: "e2e", code: "meta.transient" };
});
test.afterAll(async () => {
  await close(silent);
  await close(away);
  await boss.stop();
  await database.close();
});

const raise = (problem: Problem) => raiseAlert({ tx: database.db, boss }, problem);
const close = (problem: Problem) => closeAlert({ tx: database.db, boss }, problem);

const alertsLink = (page: Page) =>
  page
    .getByRole("navigation")
    .first()
    .getByRole("link", { name: /^(Alerts|Оповещения)/ });

test("a problem shows itself, says where to go, and goes when it is over", async ({ page }) => {
  await signIn(page);
  await alertsLink(page).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Alerts");
  await expect(page.getByText("Nothing needs you")).toBeVisible();
  await expect(alertsLink(page)).toHaveAccessibleName("Alerts");

  await raise(silent);
  const card = page.getByRole("listitem").filter({ hasText: "This channel is unusually quiet" });
  await expect(card).toContainText("Warning");
  await expect(card).toContainText("Began just now");
  await expect(alertsLink(page)).toHaveAccessibleName(/1 open/);
  await raise(away);
  await expect(alertsLink(page)).toHaveAccessibleName(/2 open/);
  await expect(page.getByRole("heading", { level: 3 })).toHaveText([
    "A service does not answer",
    "This channel is unusually quiet",
  ]);

  await close(silent);
  await expect(alertsLink(page)).toHaveAccessibleName(/1 open/);
  const over = page.getByRole("region", { name: "Over" });
  await expect(over).toContainText("This channel is unusually quiet");
  await expect(over).toContainText("ended just now");
  await expect(page.getByRole("heading", { level: 3 })).toHaveText(["A service does not answer"]);

  await raise(silent);
  await page.getByRole("link", { name: "Go to Facebook connection" }).click();
  await page.waitForURL(`${product.app}/settings/integrations`);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const [locale, heading] of [
    ["en", "Alerts"],
    ["ru", "Оповещения"],
  ] as const) {
    test.describe(`${colorScheme}, ${locale}`, () => {
      test.use({ colorScheme, locale });

      test("the page has nothing that axe calls serious, and fits a phone", async ({
        page,
        context,
      }) => {
        await raise(silent);
        await raise(away);
        await context.addCookies([{ name: "locale", value: "en", url: product.app }]);
        await signIn(page);
        await context.addCookies([{ name: "locale", value: locale, url: product.app }]);
        await visit(page, `${product.app}/settings/alerts`);
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
        await expect(page.getByRole("heading", { level: 3 })).toHaveCount(2);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const serious = violations
          .filter(({ impact }) => impact === "serious" || impact === "critical")
          .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
        expect(serious).toEqual([]);

        await page.setViewportSize({ width: 390, height: 800 });
        await visit(page, page.url());
        await expect(page.getByRole("heading", { level: 3 })).toHaveCount(2);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(width).toBe(390);
      });
    });
  }
}
