import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { eq } from "drizzle-orm";
import { type Database, openDatabase } from "#db/client.ts";
import { conversations } from "#db/schema/conversations.ts";
import { openPopup, product, signIn, visit } from "./product.ts";

const SHOES = "104829375610284";
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** Meta may tell that it was delivered before anybody looks. */
const ARRIVED = /Sent|Delivered|Read/;

test.describe.configure({ mode: "serial" });

let database: Database;

test.beforeAll(async ({ browser }) => {
  database = openDatabase(product.databaseUrl, { max: 1 });
  const page = await browser.newPage();
  await signIn(page);
  await ensureConnected(page);
  await page.close();
});

test.afterAll(() => database.close());

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

let guests = 900;
/** Somebody who wrote that long ago: the guest's key and the conversation's id. */
async function customer(page: Page, ageMs = 0): Promise<{ person: string; id: string }> {
  const person = `guest-${++guests}`;
  const timestamp = Date.now() - ageMs;
  const message = { account_id: SHOES, person, text: "Are you open today?", timestamp };
  const { person_id } = (await product.control.tell("messages", message)) as { person_id: string };
  const find = async () => {
    const answer = await page.request.get(`${product.app}/api/conversations?limit=100`);
    const { conversations } = (await answer.json()) as {
      conversations: { id: string; external_user_id: string }[];
    };
    return conversations.find(({ external_user_id }) => external_user_id === person_id)?.id;
  };
  await expect.poll(find).toBeDefined();
  const id = (await find()) ?? "";
  // A webhook is not believed that somebody wrote more than two days ago.
  await database.db
    .update(conversations)
    .set({ lastInboundAt: new Date(timestamp) })
    .where(eq(conversations.id, id));
  return { person, id };
}

const messagesOf = (id: string) => `${product.app}/api/conversations/${id}/messages`;
const field = (page: Page) => page.getByRole("textbox", { name: "Answer to the customer" });
const bubble = (page: Page, text: string) => page.getByRole("article").filter({ hasText: text });

async function bubbles(person: string): Promise<string[]> {
  const answer = await fetch(
    `${product.sandbox}/control/conversations?account_id=${SHOES}&person=${person}`,
  );
  return ((await answer.json()) as { text: string }[]).map(({ text }) => text);
}

test("a teammate answers, and sees it arrive without leaving the field", async ({ page }) => {
  await signIn(page);
  const { person, id } = await customer(page);
  await visit(page, `${product.app}/inbox/${id}`);
  await field(page).pressSequentially("Hi there,");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("we are open until six.");
  await page.keyboard.press("Enter");
  await expect(field(page)).toHaveValue("");
  await expect(field(page)).toBeFocused();
  await expect(bubble(page, "we are open until six.")).toContainText(ARRIVED);
  await expect(bubble(page, "we are open until six.")).toHaveCount(1);
  await expect(page.getByRole("status").getByText("Your answer was sent.")).toBeAttached();
  await expect.poll(() => bubbles(person)).toContain("Hi there,\nwe are open until six.");
  await expect(page.getByRole("link", { name: /we are open until six/ })).toBeVisible();
});

test("an answer that did not get through keeps its text and goes out once", async ({ page }) => {
  await signIn(page);
  const { person, id } = await customer(page);
  await page.setViewportSize({ width: 1_000, height: 360 });
  await visit(page, `${product.app}/inbox/${id}`);
  await expect(page.getByRole("article")).toHaveCount(2);
  const isAction = (url: URL) => url.pathname === `/inbox/${id}`;
  await page.route(isAction, (route) =>
    route.request().method() === "POST" ? route.abort() : route.continue(),
  );
  await field(page).fill("Is anybody there?");
  await page.getByRole("button", { name: "Send the answer" }).click();
  const failed = bubble(page, "Is anybody there?");
  await expect(failed).toContainText("The server could not be reached");
  await expect(failed.getByRole("button", { name: "Try again" })).toBeInViewport();
  await expect(field(page)).toBeFocused();
  await expect(page.getByRole("status").getByText(/was not sent/)).toBeAttached();

  // The server does it, but its answer gets lost.
  await page.unroute(isAction);
  await page.route(isAction, async (route) => {
    if (route.request().method() === "POST") await route.fetch();
    await route.abort();
  });
  await failed.getByRole("button", { name: "Try again" }).click();
  await expect(failed).toContainText(ARRIVED);
  await expect(failed).toHaveCount(1);
  await page.unroute(isAction);
  await expect
    .poll(async () => (await bubbles(person)).filter((text) => text === "Is anybody there?"))
    .toHaveLength(1);
});

test("a failed answer can be changed, and stays while another conversation is read", async ({
  page,
}) => {
  await signIn(page);
  const { id } = await customer(page);
  await visit(page, `${product.app}/inbox/${id}`);
  await page.route(
    (url) => url.pathname.startsWith("/inbox/"),
    (route) => (route.request().method() === "POST" ? route.abort() : route.continue()),
  );
  await field(page).fill("Frist try");
  await page.keyboard.press("Enter");
  await expect(bubble(page, "Frist try")).toContainText("Not sent");
  await page.getByRole("navigation", { name: "Conversations" }).getByRole("link").nth(1).click();
  await expect(page).not.toHaveURL(new RegExp(id));
  await page.goBack();
  await bubble(page, "Frist try").getByRole("button", { name: "Edit" }).click();
  await expect(field(page)).toHaveValue("Frist try");
  await expect(field(page)).toBeFocused();
  await page.unrouteAll();
  await field(page).fill("First try");
  await page.keyboard.press("Enter");
  await expect(bubble(page, "First try")).toContainText(ARRIVED);
});

test("the limit of the platform is told before it is reached", async ({ page }) => {
  await signIn(page);
  const { id } = await customer(page);
  await visit(page, `${product.app}/inbox/${id}`);
  await field(page).fill("x".repeat(1_990));
  await expect(page.getByText("10 characters left")).toBeVisible();
  await field(page).fill("x".repeat(2_001));
  await expect(page.getByText("Will be sent as 2 messages")).toBeVisible();
  await expect(page.getByRole("button", { name: "Send the answer" })).toBeEnabled();
  await field(page).fill("x".repeat(40_001));
  await expect(page.getByText(/at most/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Send the answer" })).toBeDisabled();
  await field(page).press("Enter");
  await expect(field(page)).toHaveValue("x".repeat(40_001));
});

test("after a day a person may still answer, after a week nobody", async ({ page }) => {
  await signIn(page);
  const late = await customer(page, 30 * HOUR_MS);
  await visit(page, `${product.app}/inbox/${late.id}`);
  await expect(page.getByText(/Human Agent tag/)).toBeVisible();
  await field(page).fill("Sorry for the wait");
  await page.keyboard.press("Enter");
  await expect(bubble(page, "Sorry for the wait")).toContainText(ARRIVED);

  const tooLate = await customer(page, 8 * DAY_MS);
  await visit(page, `${product.app}/inbox/${tooLate.id}`);
  await expect(page.getByText(/Meta allows answers for 7 days/)).toBeVisible();
  await expect(field(page)).toBeDisabled();
  await product.control.tell("messages", {
    account_id: SHOES,
    person: tooLate.person,
    text: "I am back",
  });
  await expect(field(page)).toBeEnabled();
});

test("a window that ends soon says when", async ({ page }) => {
  await signIn(page);
  const { id } = await customer(page, 21 * HOUR_MS - 60_000);
  await visit(page, `${product.app}/inbox/${id}`);
  await expect(page.getByText("The 24-hour window closes in 3 hours.")).toBeVisible();
});

test("the route takes an answer once and says what is wrong with others", async ({ page }) => {
  await signIn(page);
  const { id } = await customer(page);
  const tooLate = await customer(page, 8 * DAY_MS);
  const post = async (data: object, to = id) => {
    const answer = await page.request.post(messagesOf(to), { data });
    return [answer.status(), await answer.json()] as const;
  };
  const client_id = randomUUID();
  const [written, first] = await post({ text: "  By script ", client_id });
  expect(written).toBe(201);
  expect(first).toMatchObject({ message: { text: "By script", handled_by: "human_agent" } });
  const [known, second] = await post({ text: "By script", client_id });
  expect([known, second.message.id]).toEqual([200, first.message.id]);
  expect(await post({ text: "Another", client_id })).toMatchObject([
    409,
    { code: "client_id_taken" },
  ]);
  expect(await post({ text: "Late", client_id: randomUUID() }, tooLate.id)).toMatchObject([
    409,
    { code: "outside_window" },
  ]);
  expect(await post({ text: "Hi", client_id: randomUUID() }, randomUUID())).toMatchObject([
    404,
    { code: "not_found" },
  ]);
  expect(await post({ text: "Hi", client_id: "short" })).toMatchObject([
    422,
    { errors: [{ field: "client_id" }] },
  ]);
  expect(await post({ text: " ", client_id: randomUUID() })).toMatchObject([
    422,
    { errors: [{ field: "text", message: "must not be empty" }] },
  ]);
  const escaped = JSON.stringify({ text: "х".repeat(2_000), client_id: randomUUID() }).replace(
    /[^ -~]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  const answer = await page.request.post(messagesOf(id), {
    data: Buffer.from(escaped),
    headers: { "content-type": "application/json" },
  });
  expect(answer.status()).toBe(201);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const locale of ["en", "ru"] as const) {
    test.describe(`${colorScheme}, ${locale}`, () => {
      test.use({ colorScheme, locale, viewport: { width: 390, height: 720 } });

      test("the field fits a phone, and axe finds nothing serious", async ({ page, context }) => {
        await context.addCookies([{ name: "locale", value: "en", url: product.app }]);
        await signIn(page);
        const ages = [0, 30 * HOUR_MS, 8 * DAY_MS];
        const ids = [];
        for (const age of ages) ids.push((await customer(page, age)).id);
        await context.addCookies([{ name: "locale", value: locale, url: product.app }]);
        for (const id of ids) {
          await visit(page, `${product.app}/inbox/${id}`);
          await expect(page.locator("html")).toHaveAttribute("lang", locale);
          await expect(page.getByRole("textbox")).toBeInViewport();
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
          const { violations } = await new AxeBuilder({ page }).analyze();
          const serious = violations
            .filter(({ impact }) => impact === "serious" || impact === "critical")
            .map(({ id: rule, nodes }) => `${rule}: ${nodes.map(({ html }) => html).join(" ")}`);
          expect(serious).toEqual([]);
        }
      });
    });
  }
}
