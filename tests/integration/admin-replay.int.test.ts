import { inArray } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ensureTenant } from "#db/queries/users.ts";
import { auditLog } from "#db/schema/audit-log.ts";
import type { Channel } from "#db/schema/channels.ts";
import type { Conversation } from "#db/schema/conversations.ts";
import { type Message, messages } from "#db/schema/messages.ts";
import { webhookEvents } from "#db/schema/webhook-events.ts";
import type { Services } from "#lib/services.ts";
import { runAdmin } from "#tests/support/run-admin.ts";
import {
  DEAD,
  seedAnswer,
  seedChannel,
  seedConversation,
  seedEvent,
  seedMessage,
} from "#tests/support/seed.ts";
import { startServices } from "#tests/support/start-services.ts";

let needs: Services;
let stop: () => Promise<void>;
let tenant: string;
let channel: Channel;
let conversation: Conversation;

beforeAll(async () => {
  ({ needs, stop } = await startServices());
});
afterAll(() => stop());

let companies = 0;
beforeEach(async () => {
  tenant = `Replaying company ${++companies}`;
  channel = await seedChannel(needs.db, await ensureTenant(needs.db, tenant));
  conversation = await seedConversation(needs.db, channel);
});

const replay = (...args: string[]) => runAdmin(["events:replay", ...args]);

async function failed(change: Partial<Message>): Promise<string> {
  const question = await seedMessage(needs.db, conversation);
  return (await seedAnswer(needs.db, conversation, question, change)).id;
}

async function statusesOf(ids: string[]): Promise<unknown[]> {
  const rows = await needs.db.select().from(messages).where(inArray(messages.id, ids));
  return ids.map((id) => {
    const { status, lastError } = rows.find((row) => row.id === id) ?? {};
    return [status, lastError];
  });
}

describe("events", () => {
  const statusOf = async (id: string) =>
    (
      await needs.db
        .select()
        .from(webhookEvents)
        .where(inArray(webhookEvents.id, [id]))
    )[0]?.status;

  test("of one company are counted, then replayed", async () => {
    const ids = [
      await seedEvent(needs.db, channel, "1", DEAD),
      await seedEvent(needs.db, channel, "2", DEAD),
    ];
    const dry = await replay("--tenant", tenant, "--dry-run");
    expect(dry.out).toBe(
      `2 events of 2 conversations would be replayed. Nothing was changed.\n  2 × ${DEAD.lastError}\n`,
    );
    expect(await statusOf(ids[0] ?? "")).toBe("dead");
    expect((await replay("--tenant", tenant)).out).toBe("Replayed 2 events of 2 conversations.\n");
    expect(await statusOf(ids[0] ?? "")).toBe("received");
  });

  test("by its id", async () => {
    const id = await seedEvent(needs.db, channel, "1", DEAD);
    expect(await replay("--id", id)).toMatchObject({ code: 0, out: "Replayed 1 event.\n" });
    expect(await statusOf(id)).toBe("received");
  });
});

describe("sends", () => {
  test("of one company are counted, then replayed; what is in doubt is left", async () => {
    const refused = await failed({ status: "failed", lastError: "meta.refused" });
    const other = await seedConversation(needs.db, channel);
    const question = await seedMessage(needs.db, other);
    const lastError = "voice-agent.unavailable";
    const unstored = (await seedAnswer(needs.db, other, question, { status: "sent", lastError }))
      .id;
    const third = await seedConversation(needs.db, channel);
    const asked = await seedMessage(needs.db, third);
    const held = (
      await seedAnswer(needs.db, third, asked, { status: "held", lastError: "replies.unproven" })
    ).id;

    const fourth = await seedConversation(needs.db, channel);
    const said = await seedMessage(needs.db, fourth);
    const unproven = (
      await seedAnswer(needs.db, fourth, said, {
        status: "sent",
        lastError: "conversations.store-unproven",
      })
    ).id;

    const dry = await replay("--tenant", tenant, "--sends", "--dry-run");
    expect(dry.out.split("\n").filter(Boolean).sort()).toEqual([
      "  1 × meta.refused",
      "  1 × voice-agent.unavailable",
      "2 answers would be replayed. Nothing was changed.",
    ]);
    const first = await replay("--tenant", tenant, "--sends", "--limit", "1");
    expect(first.out).toBe("Replayed 1 answer. More have failed: run it again.\n");
    expect((await replay("--tenant", tenant, "--sends")).out).toBe("Replayed 1 answer.\n");
    expect(await statusesOf([refused, unstored, held, unproven])).toEqual([
      ["queued", null],
      ["sent", null],
      ["held", "replies.unproven"],
      ["sent", "conversations.store-unproven"],
    ]);
    const entries = await needs.db
      .select()
      .from(auditLog)
      .where(inArray(auditLog.target, [refused, unstored]));
    expect(entries).toMatchObject([{ userId: null }, { userId: null }]);
  });

  test("of another channel, or from before the time, are left", async () => {
    const id = await failed({ status: "failed", lastError: "meta.refused" });
    const other = await seedChannel(needs.db, channel.tenantId);
    const none = "Replayed 0 answers.\n";
    expect((await replay("--tenant", tenant, "--sends", "--channel", other.id)).out).toBe(none);
    const since = new Date().toISOString();
    expect((await replay("--tenant", tenant, "--sends", "--since", since)).out).toBe(none);
    expect(await statusesOf([id])).toEqual([["failed", "meta.refused"]]);
  });

  test("by its id, unless the conversation went on", async () => {
    const id = await failed({ status: "dead", lastError: "meta.transient" });
    expect(await replay("--id", id, "--sends")).toMatchObject({
      code: 0,
      out: "Replayed 1 answer.\n",
    });
    expect(await statusesOf([id])).toEqual([["queued", null]]);
    const late = await failed({ status: "failed", lastError: "meta.refused" });
    await seedMessage(needs.db, conversation);
    const refusal = await replay("--id", late, "--sends");
    expect(refusal).toMatchObject({ code: 1, errors: expect.stringContaining("went on") });
  });
});

test.each([
  [["--tenant", "Nobody"], "There is no company"],
  [["--tenant", "Nobody", "--sends"], "There is no company"],
  [["--id", "01a21ae8-b343-7ee0-91b0-c390e2d8f013"], "There is no such event"],
  [["--id", "01a21ae8-b343-7ee0-91b0-c390e2d8f013", "--sends"], "There is no such answer"],
  [[], "--tenant is required"],
  [["--id", "7"], "must be the id"],
  [["--tenant", "x", "--since", "yesterday"], "must look like"],
])("a wish that cannot be done is refused in words: %j", async (args, words) => {
  const { code, errors, out } = await replay(...args);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(errors).toContain(words);
});
