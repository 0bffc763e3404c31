import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { eq } from "drizzle-orm";
import { type Database, openDatabase } from "#db/client.ts";
import { listTenantIds } from "#db/queries/tenants.ts";
import { type Channel, crmChannels } from "#db/schema/channels.ts";
import type { Conversation } from "#db/schema/conversations.ts";
import { messages } from "#db/schema/messages.ts";
import { webhookEvents } from "#db/schema/webhook-events.ts";
import {
  DEAD,
  seedAnswer,
  seedChannel,
  seedConversation,
  seedEvent,
  seedMessage,
} from "#tests/support/seed.ts";
import { product, signIn, visit } from "./product.ts";

let database: Database;
let channel: Channel;
let conversation: Conversation;

test.beforeAll(() => {
  database = openDatabase(product.databaseUrl, { max: 2 });
});
test.afterAll(() => database.close());

test.beforeEach(async () => {
  const [tenantId = ""] = await listTenantIds(database.db);
  channel = await seedChannel(database.db, tenantId, { name: "Harbour Books" });
  conversation = await seedConversation(database.db, channel);
});
test.afterEach(async () => {
  const { db } = database;
  await db.delete(crmChannels).where(eq(crmChannels.id, channel.id));
  await db.delete(webhookEvents).where(eq(webhookEvents.pageId, channel.platformPageId));
});

/** A kind that nobody handles, so that its replay ends at once. */
const dead = (customer: string) =>
  seedEvent(database.db, channel, customer, { ...DEAD, eventType: "reaction" });

async function heldAnswer(): Promise<string> {
  const question = await seedMessage(database.db, conversation);
  const change = { status: "held", lastError: "replies.unproven" } as const;
  return (await seedAnswer(database.db, conversation, question, change)).id;
}

async function open(page: Page, query = ""): Promise<void> {
  await signIn(page);
  await visit(page, `${product.app}/settings/events${query}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Events");
}

test("many dead events of one cause are replayed together and counted", async ({ page }) => {
  for (let index = 0; index < 130; index += 1) await dead(`${index % 40}`);
  await open(page);
  const cause = page.getByRole("region", { name: "dm-voice-agent did not answer for too long." });
  await expect(cause.getByText("130 events")).toBeVisible();
  await cause.getByRole("button", { name: "Try all again (130)" }).click();
  await expect(page.getByText("130 are tried again.")).toBeVisible();
  await expect(cause).toHaveCount(0);
  await expect(page.getByText("Nothing needs you")).toBeVisible();
});

test("several are selected by keyboard and tried again", async ({ page }) => {
  await dead("1");
  await dead("2");
  await open(page);
  await page.getByRole("checkbox", { name: "Select all" }).focus();
  await page.keyboard.press("Space");
  await expect(page.getByText("2 selected")).toBeVisible();
  await page.getByRole("button", { name: "Try selected again" }).press("Enter");
  await expect(page.getByText("2 are tried again.")).toBeVisible();
});

test("answers that dm-voice-agent lacks are stored again together, and nothing is sent", async ({
  page,
}) => {
  const lastError = "voice-agent.unavailable";
  for (const text of ["Yes, from ten.", "Until six."]) {
    const question = await seedMessage(database.db, conversation);
    await seedAnswer(database.db, conversation, question, { status: "sent", lastError, text });
  }
  await open(page);
  const cause = page.getByRole("region", { name: "dm-voice-agent did not answer for too long." });
  await expect(cause.getByText("Sent, not stored")).toBeVisible();
  await expect(cause.getByRole("button", { name: "Store again" })).toHaveCount(2);
  await cause.getByRole("button", { name: "Try all again (2)" }).click();
  await expect(page.getByText("2 are tried again.")).toBeVisible();
  const rows = await database.db
    .select()
    .from(messages)
    .where(eq(messages.conversationId, conversation.id));
  const answers = rows.filter(({ direction }) => direction === "outbound");
  expect(answers.map(({ status, sendAttempts }) => [status, sendAttempts])).toEqual([
    ["sent", 0],
    ["sent", 0],
  ]);
});

test("an answer in doubt is sent again only after a warning", async ({ page }) => {
  const id = await heldAnswer();
  await open(page);
  await page.getByRole("button", { name: "Send again" }).click();
  const dialog = page.getByRole("dialog", { name: "Send it again?" });
  await expect(dialog.getByText("they get it twice")).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toHaveCount(0);
  const [row] = await database.db.select().from(messages).where(eq(messages.id, id));
  expect(row?.status).toBe("held");
});

test("in the inbox an echo that came first wins over the decision", async ({ page }) => {
  const id = await heldAnswer();
  await signIn(page);
  // Once its live updates are on, the screen reads again; only then it is behind the database.
  const isReadAgain = page.waitForResponse((answer) =>
    answer.url().includes(`/api/conversations/${conversation.id}/messages`),
  );
  await visit(page, `${product.app}/inbox/${conversation.id}`);
  const bubble = page.getByRole("article").filter({ hasText: "Yes, from ten." });
  await expect(bubble.getByText("nobody can tell whether it arrived")).toBeVisible();
  await isReadAgain;
  await database.db
    .update(messages)
    .set({ status: "sent", lastError: null, storedAtVoiceAgentAt: new Date() })
    .where(eq(messages.id, id));
  await bubble.getByRole("button", { name: "Mark as sent" }).click();
  await expect(page.getByText("it was settled meanwhile")).toBeVisible();
});

test("a message that was not sent says why in the conversation, and what can be done", async ({
  page,
}) => {
  const question = await seedMessage(database.db, conversation);
  const lastError = "meta.recipient-unavailable";
  await seedAnswer(database.db, conversation, question, { status: "failed", lastError });
  await signIn(page);
  await visit(page, `${product.app}/inbox/${conversation.id}`);
  const bubble = page.getByRole("article").filter({ hasText: "Yes, from ten." });
  await expect(bubble.getByText("The customer cannot be reached")).toBeVisible();
  await bubble.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("It is tried again.")).toBeVisible();
});

test("the log filters, and one event shows what Meta sent", async ({ page }) => {
  const id = await dead("7001");
  await seedEvent(database.db, channel, "7002", { status: "ignored", eventType: "read" });
  await open(page, `?tab=log&channel_id=${channel.id}`);
  const rows = page.getByRole("list", { name: "Events, newest first" }).getByRole("listitem");
  await expect(rows).toHaveCount(2);
  await page.getByLabel("Status").selectOption("dead");
  await expect(rows).toHaveCount(1);
  await rows.getByRole("button", { name: "Reaction" }).press("Enter");
  const drawer = page.getByRole("dialog", { name: "Reaction" });
  await expect(drawer.getByText('"text": "Hi"')).toBeVisible();
  await expect(drawer.getByText(id)).toBeVisible();
  await drawer.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("1 is tried again.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(drawer).toHaveCount(0);
  await page.getByLabel("Status").selectOption("received");
  await expect(page.getByText("No events")).toBeVisible();
});

test("the routes answer what they promise", async ({ page }) => {
  await signIn(page);
  const id = await dead("7001");
  const held = await heldAnswer();
  const call = async (method: "GET" | "POST", path: string, data?: object) => {
    const answer = await page.request.fetch(`${product.app}/api/${path}`, {
      method,
      ...(data === undefined ? {} : { data }),
    });
    const { code } = (await answer.json()) as { code?: string };
    return [answer.status(), code];
  };
  expect(await call("GET", "events?status=lost")).toEqual([400, "invalid_query"]);
  expect(await call("GET", "events?statsu=dead")).toEqual([400, "invalid_query"]);
  expect(await call("GET", `events/${crypto.randomUUID()}`)).toEqual([404, "not_found"]);
  expect(await call("POST", "events/replay", { limit: 1_001 })).toEqual([422, "invalid_fields"]);
  expect(await call("POST", `events/${id}/replay`)).toEqual([200, undefined]);
  await expect
    .poll(() => call("POST", `events/${id}/replay`))
    .toEqual([409, "event_not_replayable"]);
  expect(await call("POST", `messages/${held}/replay`)).toEqual([409, "message_not_replayable"]);
  const decide = (decision: string) => call("POST", `messages/${held}/decision`, { decision });
  expect(await decide("forget")).toEqual([422, "invalid_fields"]);
  expect(await decide("mark-sent")).toEqual([200, undefined]);
  expect(await decide("send-again")).toEqual([409, "message_settled"]);
  expect(await call("GET", "attention")).toEqual([200, undefined]);
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("axe finds nothing serious, and a phone needs no sideways scrolling", async ({ page }) => {
      await dead("7001");
      await heldAnswer();
      await open(page);
      for (const path of [
        "/settings/events",
        "/settings/events?tab=log",
        `/inbox/${conversation.id}`,
      ]) {
        await visit(page, product.app + path);
        await expect(
          page
            .getByText(/In doubt|Given up/)
            .locator("visible=true")
            .first(),
        ).toBeVisible();
        const { violations } = await new AxeBuilder({ page }).analyze();
        const serious = violations
          .filter(({ impact }) => impact === "serious" || impact === "critical")
          .map(({ id, nodes }) => `${path} ${id}: ${nodes.map(({ html }) => html).join(" ")}`);
        expect(serious).toEqual([]);
        await page.setViewportSize({ width: 390, height: 800 });
        const width = () => page.evaluate(() => document.documentElement.scrollWidth);
        // The menu takes a moment to fold away.
        await expect.poll(width, path).toBe(390);
        await page.setViewportSize({ width: 1_280, height: 800 });
      }
    });
  });
}
