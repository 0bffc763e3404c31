import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { openPopup, product, signIn, visit } from "./product.ts";

const SHOES = "104829375610284";
const NAME = "Linden Street Shoes";

// One story: each step stands on the one before.
test.describe.configure({ mode: "serial" });

let page: Page;
let channelId: string;
let thread: string;
test.beforeAll(async ({ browser }) => {
  page = await (await browser.newContext()).newPage();
  await signIn(page);
  await connectShoes(page);
  channelId = await idOfShoes(page);
});
/** The other files begin with a channel that works. */
test.afterAll(async () => {
  await page.request.patch(`${product.app}/api/sending`, { data: { paused: false } });
  await page.context().close();
});

type Channel = { id: string; platform: string; platform_page_id: string; status: string };
async function shoes(page: Page): Promise<Channel | undefined> {
  const answer = await page.request.get(`${product.app}/api/channels`);
  const { channels } = (await answer.json()) as { channels: Channel[] };
  return channels.find(({ platform_page_id }) => platform_page_id === SHOES);
}
async function idOfShoes(page: Page): Promise<string> {
  const channel = await shoes(page);
  if (channel === undefined) throw new Error("The page is not connected");
  return channel.id;
}

async function connectShoes(page: Page): Promise<void> {
  const status = (await shoes(page))?.status ?? "disconnected";
  if (status !== "disconnected") return;
  const popup = await openPopup(page);
  await popup.getByRole("button", { name: "Continue" }).click();
  const picker = page.getByRole("dialog", { name: "Choose pages" });
  await picker.getByRole("checkbox", { name: `${NAME}: Messenger` }).check();
  await picker.getByRole("button", { name: "Connect 1 channel" }).click();
  await expect(picker.getByText("Connected", { exact: true })).toHaveCount(1);
  await picker.getByRole("button", { name: "Done" }).click();
}

const open = () => visit(page, `${product.app}/settings/integrations/${channelId}`);
const status = () => page.getByRole("region", { name: "Status" });
const button = (name: string) => page.getByRole("button", { name, exact: true });
const say = (text: string) =>
  product.control.tell("messages", { account_id: SHOES, person: "guest-901", text });

async function bubbles(): Promise<string[]> {
  const answer = await fetch(
    `${product.sandbox}/control/conversations?account_id=${SHOES}&person=guest-901`,
  );
  return ((await answer.json()) as { text: string }[]).map(({ text }) => text);
}

/** The conversation of the customer who says it. */
async function threadOf(text: string): Promise<string> {
  const { person_id } = (await say(text)) as { person_id: string };
  const find = async () => {
    const answer = await page.request.get(`${product.app}/api/conversations?limit=100`);
    const { conversations } = (await answer.json()) as {
      conversations: { id: string; external_user_id: string }[];
    };
    return conversations.find(({ external_user_id }) => external_user_id === person_id)?.id;
  };
  await expect.poll(find).toBeDefined();
  return `${product.app}/inbox/${await find()}`;
}

/** What axe finds that keeps somebody out. */
async function serious(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

test("a channel's page says how it is doing, and looks again when it is told to", async () => {
  await open();
  await expect(status().getByText("Live", { exact: true })).toBeVisible();
  await product.control.tell("unsubscribe", { page_id: SHOES });
  await button("Check now").click();
  await expect(page.getByText("Checked.", { exact: true })).toBeVisible();
  await expect(status()).toContainText(/Complete · checked/);
});

test("a page that was renamed is shown by its new name after a look", async () => {
  await product.control.tell("pages", { page_id: SHOES, name: "Linden & Sons" });
  await button("Check now").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Linden & Sons");
  await product.control.tell("pages", { page_id: SHOES, name: NAME });
  await button("Check now").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(NAME);
});

test("messages per hour are a plot, and a table for who does not see it", async () => {
  thread = await threadOf("Do you have size 42?");
  await expect.poll(async () => (await bubbles()).length).toBeGreaterThan(1);
  await open();
  const plot = page.getByRole("region", { name: "Messages per hour, last 48 hours" });
  await expect(plot.locator("svg.recharts-surface").first()).toBeVisible();
  await expect(plot.locator("path.recharts-rectangle").first()).toBeAttached();
  const row = plot.getByRole("row").last();
  await expect(row.getByRole("cell").first()).not.toHaveText("0");
});

test("a test message goes to the customer who wrote last, after a question", async () => {
  await button("Send a test message").click();
  const dialog = page.getByRole("dialog", { name: "Send a test message?" });
  await expect(dialog).toContainText(`This is a test message of ${NAME}`);
  await dialog.getByRole("button", { name: "Send", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(bubbles).toContainEqual(expect.stringContaining("This is a test message"));
});

test("paused: messages arrive, the composer says why nobody answers, and resuming sends it", async () => {
  await button("Pause").click();
  await expect(status().getByText("Paused", { exact: true })).toBeVisible();
  await say("Said while it was paused");
  const before = (await bubbles()).length;

  await visit(page, thread);
  await expect(page.getByRole("log").getByText("Said while it was paused")).toBeVisible();
  const composer = page.getByRole("form", { name: "Answer to the customer" });
  await expect(composer).toContainText("Sending is paused in this channel.");
  await expect(composer.getByRole("textbox")).toBeDisabled();
  await expect(page.getByText("The AI agent is answering…")).toHaveCount(0);
  expect(await serious()).toEqual([]);
  expect(await bubbles()).toHaveLength(before);

  await composer.getByRole("link", { name: "Resume it" }).click();
  await button("Resume").click();
  await expect(status().getByText("Live", { exact: true })).toBeVisible();
  await expect.poll(async () => (await bubbles()).length).toBeGreaterThan(before);
});

test("the whole company is paused and goes on, by the keyboard alone", async () => {
  await visit(page, `${product.app}/settings/integrations`);
  await button("Pause all sending").focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Pause all sending?" });
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Sending is paused for the whole company.")).toBeVisible();
  await button("Resume sending").click();
  await expect(button("Pause all sending")).toBeVisible();
});

test("disconnected after a question; connected again it is the same channel with its history", async () => {
  await open();
  await button("Disconnect").click();
  const dialog = page.getByRole("dialog", { name: `Disconnect ${NAME}?` });
  await expect(dialog).toContainText("The history stays");
  expect(await serious()).toEqual([]);
  await dialog.getByRole("button", { name: "Disconnect", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(status().getByText("Disconnected", { exact: true })).toBeVisible();
  await expect(button("Disconnect")).toHaveCount(0);

  await visit(page, thread);
  const composer = page.getByRole("form", { name: "Answer to the customer" });
  await expect(composer).toContainText("The channel is disconnected.");
  await expect(page.getByRole("log").getByText("Said while it was paused")).toBeVisible();

  await connectShoes(page);
  expect(await idOfShoes(page)).toBe(channelId);
  await open();
  await expect(status().getByText("Live", { exact: true })).toBeVisible();
  await say("Are you back?");
  await expect
    .poll(async () => (await bubbles()).at(-1), { message: "the agent answers again" })
    .not.toBe("Are you back?");
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const [locale, region] of [
    ["en", "Messages per hour, last 48 hours"],
    ["ru", "Сообщения по часам, последние 48 часов"],
  ] as const) {
    test(`${colorScheme}, ${locale}: nothing that axe calls serious, and it fits a phone`, async () => {
      await page.emulateMedia({ colorScheme });
      await page.context().addCookies([{ name: "locale", value: locale, url: product.app }]);
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await open();
        await expect(page.getByRole("region", { name: region })).toBeVisible();
        expect(await serious()).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      }
    });
  }
}
