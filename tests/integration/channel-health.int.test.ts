import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { findChannelById } from "#db/queries/channels.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import { pauseChannel } from "#lib/channels/pause-channel.ts";
import { readHealth } from "#lib/channels/read-health.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { sendTest } from "#lib/conversations/send-test.ts";
import { runTask } from "#lib/jobs/run-task.ts";
import { workOff } from "#lib/jobs/work-off.ts";
import { CORE_FIELDS } from "#lib/meta/subscriptions.ts";
import { checkChannel } from "#lib/watch/check-channel.ts";
import { connect, type Product, signUp, startProduct } from "#tests/support/running-product.ts";
import {
  DEAD,
  seedAnswer,
  seedChannel,
  seedConversation,
  seedEvent,
  seedMessage,
} from "#tests/support/seed.ts";

const SHOES = "104829375610284";
const SHOES_INSTAGRAM = "17841405309211844";
const HOUR_MS = 60 * 60_000;

let product: Product;
let facebook: string;
let stranger: Viewer;

/** Without workers: what is in the queue is worked off when a test says so. */
beforeAll(async () => {
  process.env.REPLY_SETTLE_MS = "0";
  product = await startProduct({ works: false });
  await product.control.set({ agent_latency_ms: 0 });
  await connect(product);
  facebook = await register("facebook");
  stranger = await signUp(product.needs, "Stranger");
});
afterAll(() => product.stop());
beforeEach(() => product.control.clearFaults());

async function register(platform: "facebook" | "instagram"): Promise<string> {
  const { needs, viewer } = product;
  const result = await registerChannel(needs, viewer, { platform, page_id: SHOES });
  return "channel" in result ? result.channel.id : result.outcome;
}

const watch = () =>
  runTask("watch-subscriptions", { ...product.needs, signal: new AbortController().signal });

const ago = (hours: number) => new Date(Date.now() - hours * HOUR_MS);
const seeded = () => seedChannel(product.needs.db, product.viewer.tenantId);
const health = async (id: string) => {
  const found = await readHealth(product.needs, product.viewer, id);
  if (found === null) throw new Error("No health");
  return found;
};
/** Whatever pause Meta has asked for before. */
async function check(): Promise<boolean> {
  await product.sql`delete from upstream_pauses`;
  return checkChannel(product.needs, product.viewer, facebook);
}
const statusOf = async (id = facebook) => (await findChannelById(product.needs.db, id))?.status;

describe("a channel's health", () => {
  test("counts what was said in each of the last 48 hours, quiet ones too", async () => {
    const { db } = product.needs;
    const conversation = await seedConversation(db, await seeded());
    const question = await seedMessage(db, conversation, { occurredAt: ago(3) });
    await seedMessage(db, conversation, { occurredAt: ago(3) });
    await seedMessage(db, conversation, { occurredAt: ago(60) });
    await seedMessage(db, conversation, { occurredAt: ago(3), kind: "reaction", text: null });
    const sent = { status: "sent", sentAt: ago(2), occurredAt: ago(2) } as const;
    await seedAnswer(db, conversation, question, sent);

    const { hours, last_in_at, last_out_at } = await health(conversation.crmChannelId);
    expect(hours).toHaveLength(48);
    const said = hours.filter((hour) => hour.in + hour.out > 0);
    expect(said.map((hour) => [hour.in, hour.out])).toEqual([
      [2, 0],
      [0, 1],
    ]);
    const hourOf = (at: Date) => Math.floor(at.getTime() / HOUR_MS) * HOUR_MS;
    expect(new Date(said[1]?.at ?? 0).getTime()).toBe(hourOf(sent.occurredAt));
    expect(last_out_at).toBe(sent.sentAt.toISOString());
    expect(Date.parse(last_in_at ?? "")).toBeGreaterThan(ago(4).getTime());
  });

  test("counts the failures of its own last 24 hours", async () => {
    const { db } = product.needs;
    const [channel, other] = [await seeded(), await seeded()];
    const conversation = await seedConversation(db, channel);
    const question = await seedMessage(db, conversation, { occurredAt: ago(2) });
    const failed = { status: "failed", lastError: "meta.refused" } as const;
    await seedAnswer(db, conversation, question, { ...failed, occurredAt: ago(2) });
    await seedEvent(db, channel, "901", { ...DEAD, receivedAt: ago(23) });
    await seedEvent(db, channel, "901", { ...DEAD, receivedAt: ago(25) });
    await seedEvent(db, other, "901", { ...DEAD, receivedAt: ago(23) });
    expect((await health(channel.id)).failed).toEqual({ events: 1, messages: 1 });
  });

  test("is empty for a new channel, and another company's has none", async () => {
    const { id } = await seeded();
    expect(await health(id)).toMatchObject({
      subscription: { checked_at: null, fields: null, missing: [] },
      token: { checked_at: null, login_ends_at: null, data_access_ends_at: null },
      last_in_at: null,
      last_out_at: null,
      failed: { events: 0, messages: 0 },
      test: null,
    });
    expect(await readHealth(product.needs, stranger, id)).toBeNull();
  });
});

describe("Check now", () => {
  test("subscribes the page again, and says so", async () => {
    await product.control.tell("unsubscribe", { page_id: SHOES });
    expect(await check()).toBe(true);
    const { subscription } = await health(facebook);
    expect(subscription.missing).toEqual([]);
    expect(subscription.fields).toEqual(expect.arrayContaining([...CORE_FIELDS]));
    expect(Date.parse(subscription.checked_at ?? "")).toBeGreaterThan(Date.now() - HOUR_MS);
    const { token } = await health(facebook);
    expect(token.checked_at).toBe(subscription.checked_at);
    expect(Date.parse(token.login_ends_at ?? "")).toBeGreaterThan(ago(-50 * 24).getTime());
  });

  test("names the fields that Meta does not deliver, until it does", async () => {
    await product.control.tell("unsubscribe", { page_id: SHOES });
    const refusal = { server: "graph", method: "POST", path: "subscribed_apps" };
    await product.control.fault({ ...refusal, kind: "graph-error", code: 100 });
    await check();
    expect(await statusOf()).toBe("degraded");
    expect((await health(facebook)).subscription.missing).toEqual(CORE_FIELDS);
    await product.control.clearFaults();
    await check();
    expect(await statusOf()).toBe("active");
    expect((await health(facebook)).subscription.missing).toEqual([]);
  });

  test("sees that a token has died, and that it works again", async () => {
    await product.control.tell("tokens/revoke", { page_id: SHOES });
    await check();
    expect(await statusOf()).toBe("reauthorization_required");
    await product.control.tell("tokens/restore", {});
    await check();
    expect(await statusOf()).toBe("active");
  });

  test("shows the name and the picture that the page has now; the watch asks once a day", async () => {
    const shown = async (id = facebook) => {
      const channel = await findChannelById(product.needs.db, id);
      return [channel?.name, channel?.pictureUrl];
    };
    const instagram = await register("instagram");
    const before = [await shown(), await shown(instagram)];
    await product.control.tell("pages", {
      page_id: SHOES,
      name: "Linden & Sons",
      new_picture: true,
    });
    await product.control.tell("instagram", {
      ...{ account_id: SHOES_INSTAGRAM, username: "linden.and.sons", new_picture: true },
    });
    await watch();
    expect([await shown(), await shown(instagram)]).toEqual(before);
    await product.sql`
      update system_state set updated_at = now() - interval '25 hours' where key like 'page-looks:%'`;
    await watch();
    const [[name, picture], [username, portrait]] = [await shown(), await shown(instagram)];
    expect([name, username]).toEqual(["Linden & Sons", "linden.and.sons"]);
    expect(picture).not.toBe(before[0]?.[1]);
    expect(portrait).not.toBe(before[1]?.[1]);

    await product.control.tell("pages", { page_id: SHOES, name: "Linden Street Shoes" });
    await check();
    expect((await shown())[0]).toBe("Linden Street Shoes");
  });

  test("a name that cannot be read stays, and says nothing about the channel", async () => {
    const name = (await findChannelById(product.needs.db, facebook))?.name;
    await product.control.tell("pages", { page_id: SHOES, name: "Never read" });
    await product.control.fault({
      server: "graph",
      path: `${SHOES}$`,
      kind: "graph-error",
      code: 10,
    });
    await check();
    const channel = await findChannelById(product.needs.db, facebook);
    expect([channel?.name, channel?.status]).toEqual([name, "active"]);
  });

  test("says that it could not look while Meta asks us to wait or does not answer", async () => {
    await product.control.fault({
      ...{ server: "graph", path: "subscribed_apps", kind: "graph-error", code: 32, count: 1 },
    });
    await expect(check()).rejects.toMatchObject({ code: "meta.rate-limited" });
    const now = () => checkChannel(product.needs, product.viewer, facebook);
    await expect(now()).rejects.toMatchObject({ code: "graph.paused" });
    expect(await statusOf()).toBe("active");
    expect(await check()).toBe(true);
  });

  test("asks nothing for another company", async () => {
    const before = (await product.control.log()).length;
    expect(await checkChannel(product.needs, stranger, facebook)).toBe(false);
    expect(await product.control.log()).toHaveLength(before);
  });
});

describe("a test message", () => {
  const tell = (viewer: Viewer, text: string) =>
    sendTest(product.needs, viewer, { id: facebook, text, client_id: randomUUID() });
  const sent = async (text: string) => {
    const posted = await product.control.log("?server=graph&method=POST&path=messages");
    return posted.filter((call) => JSON.stringify(call).includes(text)).length;
  };

  test("is refused while nobody has written", async () => {
    expect((await health(facebook)).test).toBeNull();
    expect(await tell(product.viewer, "Hello?")).toEqual({ status: "refused", code: "not_found" });
  });

  test("goes to the customer who wrote last, and the agent goes on answering", async () => {
    for (const person of ["lena", "tom"]) {
      const said = { account_id: SHOES, person, text: `I am ${person}`, wait: true };
      await product.control.tell("messages", said);
      await workOff(product.needs);
    }
    const { test: target } = await health(facebook);
    const [last] = await product.sql<{ id: string }[]>`
      select conversation_id as id from messages where text = 'I am tom'`;
    expect(target?.conversation_id).toBe(last?.id);
    expect(await tell(product.viewer, "Only a test")).toMatchObject({ status: "written" });
    await workOff(product.needs);
    expect(await sent("Only a test")).toBe(1);
    expect(await product.sql`select 1 from conversations where ai_paused_at is not null`).toEqual(
      [],
    );
  });

  test("is not offered while the agent owes that customer an answer, which it would replace", async () => {
    const away = { server: "voice-agent", path: "generate", kind: "status", status: 503 };
    await product.control.fault(away);
    const said = { account_id: SHOES, person: "guest-401", text: "Owed an answer", wait: true };
    await product.control.tell("messages", said);
    await workOff(product.needs, { budgetMs: 2_000 });
    const [owing] = await product.sql<{ id: string }[]>`
      select id from conversations where reply_due_for is not null`;
    expect(owing).toBeDefined();
    const { test: target } = await health(facebook);
    expect(target).not.toBeNull();
    expect(target?.conversation_id).not.toBe(owing?.id);
  });

  test("is neither offered nor sent while sending is paused, and never for another company", async () => {
    const pause = (isPaused: boolean) =>
      pauseChannel(product.needs, product.viewer, { id: facebook, isPaused });
    await pause(true);
    expect((await health(facebook)).test).toBeNull();
    const refused = { status: "refused", code: "channel_paused" };
    expect(await tell(product.viewer, "While it is paused")).toEqual(refused);
    await pause(false);
    expect(await tell(stranger, "From a stranger")).toEqual({
      status: "refused",
      code: "not_found",
    });
  });
});
