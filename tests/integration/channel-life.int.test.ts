import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { findChannelById } from "#db/queries/channels.ts";
import { assignAgent, changeSettings } from "#lib/channels/change-channel.ts";
import { disconnectChannel } from "#lib/channels/disconnect-channel.ts";
import { pauseChannel, pauseSending } from "#lib/channels/pause-channel.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { writeAnswer } from "#lib/conversations/write-answer.ts";
import { answerSchema } from "#lib/forms/answers.ts";
import { runTask } from "#lib/jobs/run-task.ts";
import { workOff } from "#lib/jobs/work-off.ts";
import { connect, type Product, signUp, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";

const SHOES = "104829375610284";

let product: Product;
let facebook: string;
let instagram: string;

/** Without workers: what is in the queue is worked off when a test says so. */
beforeAll(async () => {
  process.env.REPLY_SETTLE_MS = "0";
  product = await startProduct({ works: false });
  await product.control.set({ agent_latency_ms: 0 });
  await connect(product);
  facebook = await register("facebook");
  instagram = await register("instagram");
});
afterAll(() => product.stop());
beforeEach(async () => {
  await product.control.clearFaults();
  await product.control.set({ contact_erase: "works", channel_update: "works" });
  await register("facebook");
  await register("instagram");
  await workOff(product.needs);
});

async function register(platform: "facebook" | "instagram"): Promise<string> {
  const { needs, viewer } = product;
  const result = await registerChannel(needs, viewer, { platform, page_id: SHOES });
  return "channel" in result ? result.channel.id : result.outcome;
}

let guests = 300;
const somebody = () => `guest-${++guests}`;
const write = (person: string, text: string) =>
  product.control.tell("messages", { account_id: SHOES, person, text, wait: true });

const channel = async (id = facebook) => {
  const found = await findChannelById(product.needs.db, id);
  if (found === null) throw new Error("No channel");
  return found;
};
const sentAnswers = async () =>
  (await product.control.log("?server=graph&method=POST&path=messages")).filter(({ path }) =>
    path.endsWith("/messages"),
  ).length;
const calls = async (method: string, path: RegExp) =>
  (await product.control.log()).filter((call) => call.method === method && path.test(call.path));
const rowsOf = (text: string) => product.sql<{ status: string; last_error: string | null }[]>`
  select a.status, a.last_error from messages q join messages a on a.in_reply_to = q.id
  where q.text = ${text}`;
const hurry = () => product.sql`
  update pgboss.job set start_after = now() where name = 'release-channel' and state < 'active'`;
const released = () => product.sql<{ details: Record<string, string> }[]>`
  select details from audit_log where action = 'channel.released' order by created_at desc, id desc`;

describe("disconnecting", () => {
  test("defect 8: unsubscribes the page at Meta, and what comes afterwards is kept and ignored", async () => {
    await disconnectChannel(product.needs, product.viewer, { id: instagram });
    expect(await calls("DELETE", /subscribed_apps$/)).toHaveLength(0);
    const ended = await disconnectChannel(product.needs, product.viewer, { id: facebook });
    expect(ended).toMatchObject({ id: facebook, status: "disconnected", last_error: null });
    expect(await calls("DELETE", /subscribed_apps$/)).toHaveLength(1);
    expect((await channel()).pageAccessToken).toBe("");
    expect((await released()).map(({ details }) => details)).toEqual([
      { meta: "unsubscribed", voice_agent: "switched off" },
      { meta: "kept for another channel", voice_agent: "switched off" },
    ]);

    const late = { sender: { id: "77001" }, recipient: { id: SHOES }, timestamp: Date.now() };
    const messaging = [{ ...late, message: { mid: "m_after_the_end", text: "after the end" } }];
    const body = { object: "page", entry: [{ id: SHOES, time: Date.now(), messaging }] };
    expect(await product.control.deliver({ body })).toMatchObject([{ status: 200 }]);
    await workOff(product.needs);
    expect(
      await product.sql`select status, last_error from webhook_events
        where payload #>> '{message,mid}' = 'm_after_the_end'`,
    ).toEqual([{ status: "ignored", last_error: "unknown_channel" }]);
    expect(await product.sql`select 1 from messages where text = 'after the end'`).toEqual([]);
  });

  test("keeps the history, cancels what waits and sends nothing more", async () => {
    await write(somebody(), "answered before");
    await workOff(product.needs);
    const before = await sentAnswers();
    await pauseChannel(product.needs, product.viewer, { id: facebook, isPaused: true });
    await write(somebody(), "owed an answer");
    await workOff(product.needs);
    await disconnectChannel(product.needs, product.viewer, { id: facebook });
    await workOff(product.needs);
    expect(await sentAnswers()).toBe(before);
    expect(await rowsOf("answered before")).toEqual([{ status: "sent", last_error: null }]);
    expect(await rowsOf("owed an answer")).toEqual([]);
    expect(await product.sql`select 1 from conversations where reply_due_for is not null`).toEqual(
      [],
    );
  });

  test("an answer that was queued fails with a reason, and may not be written any more", async () => {
    const person = somebody();
    await write(person, "to a teammate");
    await workOff(product.needs);
    const [conversation] = await product.sql<{ id: string }[]>`
      select conversation_id as id from messages where text = 'to a teammate'`;
    const answer = (text: string) =>
      writeAnswer(product.needs, product.viewer, {
        ...answerSchema.parse({ text, client_id: randomUUID() }),
        conversation_id: conversation?.id ?? "",
      });
    await answer("queued and never sent");
    await disconnectChannel(product.needs, product.viewer, { id: facebook });
    await workOff(product.needs);
    expect(
      await product.sql`select status, last_error from messages where text = 'queued and never sent'`,
    ).toEqual([{ status: "failed", last_error: "replies.channel-disconnected" }]);
    expect(await answer("too late")).toEqual({ status: "refused", code: "channel_disconnected" });
  });

  test("an answer that the agent is writing is not sent any more, and nobody tries again", async () => {
    const person = somebody();
    await product.control.set({ agent_latency_ms: 1_500 });
    const asked = (await calls("POST", /generate$/)).length;
    await write(person, "being answered");
    const working = workOff(product.needs);
    await until("the agent writes", async () => (await calls("POST", /generate$/)).length > asked);
    await disconnectChannel(product.needs, product.viewer, { id: facebook });
    await working;
    await product.control.set({ agent_latency_ms: 0 });
    await workOff(product.needs);
    const heard = `account_id=${SHOES}&person=${person}`;
    const bubbles = await fetch(`${product.sandbox}/control/conversations?${heard}`);
    expect(await bubbles.json()).toMatchObject([{ text: "being answered" }]);
    expect(await product.sql`select 1 from conversations where reply_due_for is not null`).toEqual(
      [],
    );
    expect(await product.sql`select 1 from messages where status in ('queued', 'sending')`).toEqual(
      [],
    );
  });

  test.each([
    ["a dead token", { server: "graph", path: "subscribed_apps", kind: "graph-error", code: 190 }],
    ["a refusal", { server: "graph", path: "subscribed_apps", kind: "graph-error", code: 100 }],
  ])("%s of Meta's does not block it", async (_what, fault) => {
    await disconnectChannel(product.needs, product.viewer, { id: instagram });
    await product.control.fault({ ...fault, method: "DELETE" });
    await disconnectChannel(product.needs, product.viewer, { id: facebook });
    expect((await channel()).pageAccessToken).toBe("");
    expect((await released())[0]?.details.meta).toMatch(/^meta\./);
  });

  test.each(["404", "405"])(
    "a dm-voice-agent that answers %s does not block it",
    async (status) => {
      await product.control.set({ channel_update: status });
      await disconnectChannel(product.needs, product.viewer, { id: facebook });
      expect((await released())[0]?.details.voice_agent).toBe("cannot");
    },
  );

  test.each([400, 422, 501])(
    "a dm-voice-agent that answers a change with %d holds neither ending nor connecting up",
    async (status) => {
      const change = { server: "voice-agent", method: "PATCH", path: "channels/" };
      await product.control.fault({ ...change, kind: "html", status });
      await disconnectChannel(product.needs, product.viewer, { id: facebook });
      expect((await released())[0]?.details.voice_agent).toBe("cannot");
      expect(await register("facebook")).toBe(facebook);
      expect(await channel()).toMatchObject({ status: "active", failedStep: null });
    },
  );

  test("one that answers every change with 500 is not asked for ever", async () => {
    const change = { server: "voice-agent", method: "PATCH", path: "channels/" };
    await product.control.fault({ ...change, kind: "html", status: 500 });
    await disconnectChannel(product.needs, product.viewer, { id: facebook });
    expect((await released())[0]?.details.voice_agent).toBe("cannot");
    await register("facebook");
    expect(await channel()).toMatchObject({ status: "connecting" });
    await product.sql`update crm_channels
      set status_changed_at = status_changed_at - interval '2 minutes' where id = ${facebook}`;
    await register("facebook");
    expect(await channel()).toMatchObject({ status: "active", failedStep: null });
  });

  test.each([
    ["is away", { kind: "status", status: 503 }],
    ["has a mishap", { kind: "status", status: 500 }],
    ["breaks the line", { kind: "reset-before" }],
    ["asks to wait", { kind: "status", status: 429 }],
    ["does not take the token", { kind: "status", status: 401 }],
  ])("while dm-voice-agent %s, connecting again waits for it", async (_what, fault) => {
    await disconnectChannel(product.needs, product.viewer, { id: facebook });
    const change = { server: "voice-agent", method: "PATCH", path: "channels/" };
    await product.control.fault({ ...change, ...fault });
    await register("facebook");
    expect(await channel()).toMatchObject({
      status: "connecting",
      failedStep: "voice_agent_channel",
    });
  });

  test("while Meta is away the channel is over at once, and Meta is told later", async () => {
    await disconnectChannel(product.needs, product.viewer, { id: instagram });
    const before = (await calls("DELETE", /subscribed_apps$/)).length;
    await product.control.fault({
      server: "graph",
      path: "subscribed_apps",
      kind: "status",
      status: 503,
    });
    expect(await disconnectChannel(product.needs, product.viewer, { id: facebook })).toMatchObject({
      status: "disconnected",
    });
    expect((await channel()).pageAccessToken).not.toBe("");
    await product.control.clearFaults();
    await until("Meta is told", async () => {
      await workOff(product.needs, { budgetMs: 2_000 });
      return (await channel()).pageAccessToken === "";
    });
    expect((await calls("DELETE", /subscribed_apps$/)).length).toBeGreaterThan(before + 1);
  });

  test("Meta is asked no sooner than it says", async () => {
    await disconnectChannel(product.needs, product.viewer, { id: instagram });
    const before = (await calls("DELETE", /subscribed_apps$/)).length;
    const limit = { server: "graph", path: "subscribed_apps", method: "DELETE" };
    await product.control.fault({ ...limit, kind: "status", status: 429, retry_after: 40 });
    await disconnectChannel(product.needs, product.viewer, { id: facebook });
    for (const times of [1, 2]) {
      await workOff(product.needs);
      expect(await calls("DELETE", /subscribed_apps$/)).toHaveLength(before + times);
      const [job] = await product.sql<{ wait_ms: number }[]>`
        select extract(epoch from start_after - now())::float * 1000 as wait_ms from pgboss.job
        where name = 'release-channel' and singleton_key = ${facebook} and state < 'active'`;
      expect(job?.wait_ms).toBeGreaterThan(35_000);
      expect(job?.wait_ms).toBeLessThanOrEqual(40_000);
      await hurry();
    }
    await product.control.clearFaults();
    await hurry();
    await workOff(product.needs);
    expect((await channel()).pageAccessToken).toBe("");
  });

  test("a try to connect that fails afterwards does not undo it", async () => {
    await disconnectChannel(product.needs, product.viewer, { id: instagram });
    await disconnectChannel(product.needs, product.viewer, { id: facebook });
    const call = { server: "graph", path: "subscribed_apps", method: "POST" };
    await product.control.fault({ ...call, kind: "status", status: 503, latency_ms: 1_000 });
    const connecting = register("facebook");
    await until("it is being connected", async () => (await channel()).status === "connecting");
    await disconnectChannel(product.needs, product.viewer, { id: facebook });
    await connecting;
    expect((await channel()).status).toBe("disconnected");
    await product.control.clearFaults();
    await until("its token is gone", async () => {
      await hurry();
      await workOff(product.needs);
      return (await channel()).pageAccessToken === "";
    });
    expect((await channel()).status).toBe("disconnected");
  });

  test("a page that is connected again while it is being released is connected at once", async () => {
    await disconnectChannel(product.needs, product.viewer, { id: instagram });
    const call = { server: "graph", path: "subscribed_apps", method: "DELETE" };
    await product.control.fault({ ...call, kind: "latency", latency_ms: 1_000 });
    const ending = disconnectChannel(product.needs, product.viewer, { id: facebook });
    await until("it is over", async () => (await channel()).status === "disconnected");
    await register("facebook");
    expect((await channel()).status).toBe("active");
    await ending;
    expect((await channel()).status).toBe("active");
  });

  test("a channel that was released by half and has no job gets one", async () => {
    await disconnectChannel(product.needs, product.viewer, { id: instagram });
    await product.control.fault({
      server: "voice-agent",
      path: "channels",
      kind: "status",
      status: 503,
    });
    await disconnectChannel(product.needs, product.viewer, { id: facebook });
    await product.control.clearFaults();
    await product.sql`delete from pgboss.job where name = 'release-channel'`;
    await runTask("tend", { ...product.needs, signal: new AbortController().signal });
    await workOff(product.needs);
    expect((await channel()).pageAccessToken).toBe("");
    expect((await released())[0]?.details).toEqual({
      meta: "unsubscribed",
      voice_agent: "switched off",
    });
  });

  test("again changes nothing; another company's channel is not there", async () => {
    await disconnectChannel(product.needs, product.viewer, { id: facebook });
    const log = (await product.control.log()).length;
    await disconnectChannel(product.needs, product.viewer, { id: facebook });
    expect(await product.control.log()).toHaveLength(log);
    const stranger = await signUp(product.needs, "Stranger");
    expect(await disconnectChannel(product.needs, stranger, { id: facebook })).toBeNull();
    expect(
      await pauseChannel(product.needs, stranger, { id: facebook, isPaused: true }),
    ).toBeNull();
  });

  test("another company may connect the page then, and the first one finds it taken", async () => {
    await disconnectChannel(product.needs, product.viewer, { id: facebook });
    const successor = await signUp(product.needs, "Successor");
    await connect({ needs: product.needs, viewer: successor });
    const page = { platform: "facebook", page_id: SHOES } as const;
    const taken = await registerChannel(product.needs, successor, page);
    expect(taken).toMatchObject({ outcome: "created", channel: { status: "active" } });
    expect(await register("facebook")).toBe("held_elsewhere");
    expect((await channel()).status).toBe("disconnected");
    const id = "channel" in taken ? taken.channel.id : "";
    await disconnectChannel(product.needs, successor, { id });
    await connect(product);
    expect(await register("facebook")).toBe(facebook);
  });

  test("connecting again takes the same channel up, with its history, settings and agent", async () => {
    const person = somebody();
    await write(person, "before the break");
    await workOff(product.needs);
    await assignAgent(product.needs, product.viewer, { id: facebook, agent_id: "agent-of-before" });
    await changeSettings(product.needs, product.viewer, { id: facebook, ai_enabled: false });
    const { channels } = await product.control.voiceAgent();
    await disconnectChannel(product.needs, product.viewer, { id: facebook });
    expect(await register("facebook")).toBe(facebook);
    const back = await channel();
    expect(back).toMatchObject({ status: "active", agentId: "agent-of-before", aiEnabled: false });
    expect((await product.control.voiceAgent()).channels).toHaveLength(channels.length);
    await write(person, "after the break");
    await workOff(product.needs);
    const conversations = await product.sql`
      select distinct conversation_id from messages
      where text in ('before the break', 'after the break')`;
    expect(conversations).toHaveLength(1);
    await assignAgent(product.needs, product.viewer, {
      id: facebook,
      agent_id: product.needs.settings.VOICE_AGENT_DEFAULT_AGENT_ID ?? null,
    });
    await changeSettings(product.needs, product.viewer, { id: facebook, ai_enabled: true });
  });
});

describe("pausing", () => {
  test.each([
    [
      "a channel",
      (isPaused: boolean) =>
        pauseChannel(product.needs, product.viewer, { id: facebook, isPaused }),
    ],
    [
      "the whole company",
      (isPaused: boolean) => pauseSending(product.needs, product.viewer, { isPaused }),
    ],
  ])("%s: messages come in, nothing goes out, and all of it afterwards", async (what, pause) => {
    const [one, other] = [somebody(), somebody()];
    await pause(true);
    const before = await sentAnswers();
    await write(one, `${what}: first`);
    await write(one, `${what}: second`);
    await write(other, `${what}: third`);
    await workOff(product.needs);
    expect(await sentAnswers()).toBe(before);
    const { messages } = await product.control.voiceAgent();
    expect(
      messages.filter(({ message_text }) => message_text.startsWith(`${what}: `)),
    ).toHaveLength(3);
    const [conversation] = await product.sql<{ id: string }[]>`
      select conversation_id as id from messages where text = ${`${what}: first`}`;
    const answer = answerSchema.parse({ text: "No", client_id: randomUUID() });
    expect(
      await writeAnswer(product.needs, product.viewer, {
        ...answer,
        conversation_id: conversation?.id ?? "",
      }),
    ).toEqual({ status: "refused", code: "channel_paused" });

    await pause(false);
    await workOff(product.needs);
    expect(await rowsOf(`${what}: second`)).toEqual([{ status: "sent", last_error: null }]);
    expect(await rowsOf(`${what}: third`)).toEqual([{ status: "sent", last_error: null }]);
    const { messages: after } = await product.control.voiceAgent();
    const outbound = after.filter(({ direction }) => direction === "outbound");
    expect(new Set(outbound.map(({ external_msg_id }) => external_msg_id)).size).toBe(
      outbound.length,
    );
  });

  test("what happens meanwhile does not end it, and a channel in no state for it says so", async () => {
    await pauseChannel(product.needs, product.viewer, { id: facebook, isPaused: true });
    expect((await channel()).status).toBe("paused");
    expect(await register("facebook")).toBe(facebook);
    expect((await channel()).status).toBe("paused");
    await disconnectChannel(product.needs, product.viewer, { id: facebook });
    expect(
      await pauseChannel(product.needs, product.viewer, { id: facebook, isPaused: true }),
    ).toBe("refused");
  });
});
