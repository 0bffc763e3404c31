import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { inArray } from "drizzle-orm";
import { openDatabase } from "#db/client.ts";
import { crmChannels } from "#db/schema/channels.ts";
import { openPopup, product, signIn, visit } from "./product.ts";

const SHOES = "104829375610284";
const INSTAGRAM = "17841405309211844";
const ACCOUNTS = { tom: SHOES, ines: INSTAGRAM } as const;
/** Meta may tell that it was delivered before anybody looks. */
const ARRIVED = /Sent|Delivered|Read/;
type Person = keyof typeof ACCOUNTS;

// One story: each step stands on the one before.
test.describe.configure({ mode: "serial" });

const ids: Record<Person, string> = { tom: "", ines: "" };
const personIds: Record<Person, string> = { tom: "", ines: "" };

test.beforeAll(async ({ browser }) => {
  const page = await browser.newPage();
  await signIn(page);
  await connectBoth(page);
  for (const person of ["tom", "ines"] as const) ids[person] = await greet(page, person);
  await page.close();
});

/** The files after this one begin with nothing connected. */
test.afterAll(async () => {
  const { db, close } = openDatabase(product.databaseUrl, { max: 1 });
  await db.delete(crmChannels).where(inArray(crmChannels.platformPageId, [SHOES, INSTAGRAM]));
  await close();
  await product.control.tell("reset", {});
});

async function connectBoth(page: Page): Promise<void> {
  const popup = await openPopup(page);
  await popup.getByRole("button", { name: "Continue" }).click();
  const picker = page.getByRole("dialog", { name: "Choose pages" });
  await picker.getByRole("checkbox", { name: "Linden Street Shoes: Messenger" }).check();
  await picker.getByRole("checkbox", { name: /Linden Street Shoes: Instagram/ }).check();
  await picker.getByRole("button", { name: "Connect 2 channels" }).click();
  await expect(picker.getByText("Connected", { exact: true })).toHaveCount(2);
}

/** Lets the customer write and the agent answer; the conversation's id. */
async function greet(page: Page, person: Person): Promise<string> {
  const { person_id } = (await play(person, { kind: "text", text: "Hello there" })) as {
    person_id: string;
  };
  personIds[person] = person_id;
  const find = async () => {
    const answer = await page.request.get(`${product.app}/api/conversations?limit=100`);
    const { conversations } = (await answer.json()) as {
      conversations: { id: string; external_user_id: string }[];
    };
    return conversations.find(({ external_user_id }) => external_user_id === person_id)?.id;
  };
  await expect.poll(find).toBeDefined();
  const id = (await find()) ?? "";
  const answers = async () => {
    const answer = await page.request.get(`${product.app}/api/conversations/${id}/messages`);
    const { messages } = (await answer.json()) as { messages: { status: string }[] };
    return messages.filter(({ status }) => status === "sent").length;
  };
  await expect.poll(answers).toBe(1);
  return id;
}

function play(person: Person, event: Record<string, unknown>): Promise<unknown> {
  return product.control.tell("events", { account_id: ACCOUNTS[person], person, ...event });
}

/** What the sandbox plays only for apps that asked for it. */
function deliver(person: Person, event: Record<string, unknown>): Promise<unknown> {
  const account = ACCOUNTS[person];
  const timestamp = Date.now();
  const sender = { id: personIds[person] };
  const messaging = [{ sender, recipient: { id: account }, timestamp, ...event }];
  return product.control.deliver({
    body: { object: "page", entry: [{ id: account, time: timestamp, messaging }] },
  });
}

const log = (page: Page) => page.getByRole("log");
const bubble = (page: Page, text: string | RegExp) =>
  page.getByRole("article").filter({ hasText: text });
const open = (page: Page, person: Person) => visit(page, `${product.app}/inbox/${ids[person]}`);

test("a teammate takes a conversation over, and it is seen everywhere", async ({ page }) => {
  await signIn(page);
  for (const person of ["tom", "ines"] as const) {
    await open(page, person);
    await expect(page.getByText("Agent answers")).toBeVisible();
    await page.getByRole("button", { name: "Take over" }).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByText(/^Paused: .* took over$/)).toBeVisible();
    await expect(page.getByRole("button", { name: "Hand back to the agent" })).toBeVisible();
  }
  const list = page.getByRole("navigation", { name: "Conversations" });
  await expect(list.getByText("Paused", { exact: true })).toHaveCount(2);
});

type Shown = (page: Page) => Locator;
const said =
  (text: string | RegExp): Shown =>
  (page) =>
    log(page).getByText(text);

const MESSENGER: [event: Record<string, unknown>, shown: Shown][] = [
  [{ kind: "image" }, (page) => page.getByRole("button", { name: "Enlarge: Photo" }).first()],
  [{ kind: "gif" }, (page) => page.getByRole("button", { name: "Enlarge: Photo" }).nth(1)],
  [{ kind: "sticker" }, (page) => page.getByRole("button", { name: "Enlarge: Sticker" })],
  [{ kind: "audio" }, (page) => page.getByLabel("Voice message")],
  [{ kind: "video" }, (page) => page.getByLabel("Video", { exact: true })],
  [{ kind: "file" }, (page) => page.getByRole("link", { name: /^Save\s*paper\.pdf/ })],
  [{ kind: "fallback" }, (page) => page.getByRole("link", { name: "shop.example" })],
  [{ kind: "fallback_null" }, said("Meta sent no address with it.")],
  [{ kind: "reel" }, said("Reel")],
  [{ kind: "ig_post" }, said("Instagram post")],
  [{ kind: "template" }, said("€89.00")],
  [{ kind: "appointment_booking" }, said("Customer’s time zone: Europe/Kyiv")],
  [{ kind: "location" }, (page) => page.getByRole("link", { name: "Show on OpenStreetMap" })],
  [{ kind: "unknown" }, said("Unknown kind “hologram”")],
  [{ kind: "referral", referral: "ad" }, said(/^Came from /)],
  [{ kind: "optin" }, said(/The customer opted in/)],
  [{ kind: "account_linking" }, said("The customer linked their account.")],
  [{ kind: "messaging_feedback" }, said(/The customer gave feedback/)],
  [{ kind: "get_started" }, said("Tapped a button:")],
  [{ kind: "echo", by: "human", text: "Somebody at the page" }, said("Page inbox")],
  [{ kind: "echo", by: "app", text: "Another robot" }, said("Another app")],
  [{ kind: "text", text: "Keep the brown ones" }, said("Keep the brown ones")],
  [{ kind: "edit", text: "Keep the black ones" }, said("edited")],
  [{ kind: "reaction", reaction: "love" }, (page) => page.getByRole("list", { name: "Reactions" })],
];

test("Messenger: every kind appears without a reload", async ({ page }) => {
  await signIn(page);
  await open(page, "tom");
  for (const [event, shown] of MESSENGER) {
    await play("tom", event);
    await expect(shown(page).first(), JSON.stringify(event)).toBeAttached();
  }
  await deliver("tom", { order: { products: [{ name: "Boots", quantity: 2 }], note: "A gift" } });
  await expect(log(page).getByText("2 × Boots · A gift")).toBeVisible();
  await deliver("tom", { reaction: { mid: "m_unknown", action: "react", emoji: "😮" } });
  await expect(log(page).getByText(/reacted to a message that is not here/)).toBeVisible();
  await page.getByRole("button", { name: "edited" }).click();
  await expect(page.getByText("Before it was changed")).toBeVisible();
  await expect(page.getByText("Keep the brown ones")).toBeVisible();
});

const DIRECT: [event: Record<string, unknown>, shown: Shown][] = [
  [{ kind: "share" }, said("Shared post")],
  [{ kind: "ig_story" }, said("Story")],
  [{ kind: "story_mention" }, said("Mentioned you in a story")],
  [{ kind: "ephemeral" }, said(/Viewable once/)],
  [{ kind: "unsupported_type" }, said("Unsupported attachment")],
  [{ kind: "unsupported" }, said(/Meta does not show this message/)],
  [{ kind: "story_reply", text: "Love this one" }, said("In reply to your story")],
  [{ kind: "text", text: "Oh, never mind" }, said("Oh, never mind")],
  [{ kind: "unsend" }, said("The customer took this message back.")],
];

test("Instagram: what only Instagram has", async ({ page }) => {
  await signIn(page);
  await open(page, "ines");
  for (const [event, shown] of DIRECT) {
    await play("ines", event);
    await expect(shown(page).first(), JSON.stringify(event)).toBeAttached();
  }
  await expect(page.getByText("Oh, never mind")).toHaveCount(0);
});

test("a quoted message is one click away", async ({ page }) => {
  await signIn(page);
  await open(page, "tom");
  const { mid } = (await play("tom", { kind: "text", text: "Which ones?" })) as { mid: string };
  await play("tom", { kind: "text", text: "I mean these", reply_to: mid });
  await bubble(page, "I mean these").getByRole("button", { name: "Which ones?" }).click();
  await expect(bubble(page, "Which ones?").first()).toBeFocused();
});

test("a picture opens in full and closes by keyboard", async ({ page }) => {
  await signIn(page);
  await open(page, "tom");
  const picture = page.getByRole("button", { name: "Enlarge: Photo" }).first();
  await picture.focus();
  await page.keyboard.press("Enter");
  const full = page.getByRole("dialog", { name: "Photo" }).getByRole("img", { name: "Photo" });
  await expect(full).toBeVisible();
  await expect
    .poll(() => full.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);
  await page.keyboard.press("Escape");
  await expect(full).toHaveCount(0);
  await expect(picture).toBeFocused();
});

test("a file that Meta no longer has says so, in the room that it would take", async ({ page }) => {
  await signIn(page);
  await open(page, "tom");
  await expect(page.getByRole("button", { name: "Enlarge: Photo" }).first()).toBeVisible();
  await product.control.tell("media/expire", { status: 410 });
  // Another browser than the one that has the pictures already.
  const fresh = await page
    .context()
    .browser()
    ?.newContext({
      storageState: await page.context().storageState(),
      viewport: { width: 1_280, height: 4_000 },
    });
  const again = await fresh?.newPage();
  if (again === undefined) throw new Error("There is no browser");
  await visit(again, page.url());
  await expect(log(again).getByText("Photo: no longer available at Meta.").first()).toBeVisible();
  await expect(again.getByRole("button", { name: "Try again" }).first()).toBeVisible();
  await fresh?.close();
});

test("a teammate reacts, and takes it back", async ({ page }) => {
  await signIn(page);
  await open(page, "tom");
  const message = bubble(page, "I mean these");
  const react = message.getByRole("button", { name: "React to this message" });
  await react.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Wow" }).click();
  await expect(message.getByRole("list", { name: "Reactions" })).toContainText("😮");
  await react.click();
  await page.getByRole("menuitem", { name: "Take the reaction back" }).click();
  await expect(message.getByRole("list", { name: "Reactions" })).toHaveCount(0);
});

test("a file is sent, and what Meta would refuse is not", async ({ page }) => {
  await signIn(page);
  await open(page, "tom");
  const chosen = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Attach files" }).click();
  await (await chosen).setFiles([
    { name: "price list.pdf", mimeType: "application/pdf", buffer: PDF },
    { name: "huge.png", mimeType: "image/png", buffer: Buffer.alloc(8 * 1024 * 1024 + 1) },
  ]);
  await expect(bubble(page, "huge.png")).toContainText("A picture may have 8 MB at most.");
  await bubble(page, "huge.png").getByRole("button", { name: "Discard" }).click();
  await expect(bubble(page, "huge.png")).toHaveCount(0);
  const saved = page
    .locator('article[data-direction="outbound"]')
    .getByRole("link", { name: "Save" });
  const href = await saved.getAttribute("href");
  const file = await page.request.get(`${product.app}${href}`);
  expect((await file.body()).equals(PDF)).toBe(true);
});

const PDF = Buffer.from(
  "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
);

test("a long text goes out in parts, and quick replies with the last", async ({ page }) => {
  await signIn(page);
  await open(page, "tom");
  const field = page.getByRole("textbox", { name: "Answer to the customer" });
  await field.fill(`${"word ".repeat(900)}end of it`);
  await expect(page.getByText("Will be sent as 3 messages")).toBeVisible();
  await page.getByRole("button", { name: "Quick replies" }).click();
  const replies = page.getByRole("combobox", { name: "Quick replies" });
  await replies.fill("A reply that is far too long");
  await page.keyboard.press("Enter");
  await replies.fill("No");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Send the answer" }).click();
  await expect(bubble(page, "end of it").last()).toContainText(ARRIVED);
  const offered = bubble(page, "end of it")
    .last()
    .getByRole("list", { name: /offered/ });
  await expect(offered.getByRole("listitem")).toHaveText(["A reply that is far ", "No"]);
  const answer = await fetch(
    `${product.sandbox}/control/conversations?account_id=${SHOES}&person=tom`,
  );
  const bubbles = (await answer.json()) as { text: string }[];
  expect(
    bubbles.filter(({ text }) => text.startsWith("word ") || text.endsWith("it")),
  ).toHaveLength(3);
});

test("handed back, the agent answers again", async ({ page }) => {
  await signIn(page);
  await open(page, "tom");
  await page.getByRole("button", { name: "Hand back to the agent" }).click();
  await expect(page.getByText("Agent answers")).toBeVisible();
  await play("tom", { kind: "text", text: "What are your opening hours?" });
  await expect(log(page).getByText(/10:00 to 19:00/)).toBeVisible();
});

test("the channel decides whether the page inbox silences the agent", async ({ page }) => {
  await signIn(page);
  await visit(page, `${product.app}/settings/integrations`);
  await page.getByRole("link", { name: "Linden Street Shoes" }).first().click();
  const pause = page.getByRole("switch", { name: /Pause the agent when somebody answers/ });
  const before = await pause.isChecked();
  await pause.click({ force: true });
  await expect(pause).toBeChecked({ checked: !before });
  await visit(page, page.url());
  await expect(pause).toBeChecked({ checked: !before });
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const locale of ["en", "ru"] as const) {
    test.describe(`${colorScheme}, ${locale}`, () => {
      test.use({ colorScheme, locale, viewport: { width: 390, height: 800 } });

      test("fits a phone, and axe finds nothing serious", async ({ page, context }) => {
        await context.addCookies([{ name: "locale", value: "en", url: product.app }]);
        await signIn(page);
        await play("tom", { kind: "text", text: "w".repeat(10_000) });
        await context.addCookies([{ name: "locale", value: locale, url: product.app }]);
        for (const person of ["tom", "ines"] as const) {
          await open(page, person);
          await expect(page.locator("html")).toHaveAttribute("lang", locale);
          await expect(page.getByRole("article").last()).toBeVisible();
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
