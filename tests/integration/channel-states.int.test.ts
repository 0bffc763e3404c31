import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChannelById } from "#db/queries/channels.ts";
import { CHANNEL_STATUSES, type ChannelStatus } from "#db/schema/channels.ts";
import { moveChannel, TRANSITIONS } from "#lib/channels/transitions.ts";
import { type Product, startProduct } from "#tests/support/running-product.ts";
import { seedChannel } from "#tests/support/seed.ts";

let product: Product;
beforeAll(async () => {
  product = await startProduct({ works: false });
});
afterAll(() => product.stop());

const channelIn = (status: ChannelStatus, lastError: string | null = null) =>
  seedChannel(product.needs.db, product.viewer.tenantId, { status, lastError });

const audited = (id: string) =>
  product.sql<{ user_id: string | null; details: unknown }[]>`
    select user_id, details from audit_log where target = ${id} and action = 'channel.status'`;

const PAIRS = CHANNEL_STATUSES.flatMap((from) => CHANNEL_STATUSES.map((to) => [from, to] as const));

describe("a channel's state", () => {
  test.each(PAIRS)("%s → %s: as the table says, and audited", async (from, to) => {
    const channel = await channelIn(from, "code.before");
    const moved = await moveChannel(product.needs.db, channel, {
      to,
      reason: "code.after",
      by: product.viewer.userId,
    });
    const after = await findChannelById(product.needs.db, channel.id);
    const isAllowed = TRANSITIONS[from][to] !== undefined;
    expect(moved).toBe(isAllowed ? "moved" : "refused");
    expect([after?.status, after?.lastError]).toEqual(
      isAllowed ? [to, "code.after"] : [from, "code.before"],
    );
    const details = { from, to, reason: "code.after" };
    expect(await audited(channel.id)).toEqual(
      isAllowed ? [{ user_id: product.viewer.userId, details }] : [],
    );
  });

  test("what a person disconnected only a person connects again", async () => {
    const channel = await channelIn("disconnected");
    const move = { to: "connecting", reason: "graph.timeout" } as const;
    expect(await moveChannel(product.needs.db, channel, { ...move, by: null })).toBe("refused");
    expect((await findChannelById(product.needs.db, channel.id))?.status).toBe("disconnected");
  });

  test("what is there already is not told twice, and keeps its time", async () => {
    const channel = await channelIn("active");
    const move = { to: "degraded", reason: "meta.blocked", by: null } as const;
    expect(await moveChannel(product.needs.db, channel, move)).toBe("moved");
    const first = await findChannelById(product.needs.db, channel.id);
    expect(await moveChannel(product.needs.db, channel, move)).toBe("already");
    const second = await findChannelById(product.needs.db, channel.id);
    expect(second?.statusChangedAt).toEqual(first?.statusChangedAt);
    expect(await audited(channel.id)).toHaveLength(1);
  });

  test("a renewed token is not the one that failed", async () => {
    const channel = await channelIn("active");
    const old = { ...channel, pageAccessToken: "an older one" };
    const move = { to: "reauthorization_required", reason: "x", by: null, ifSameToken: true };
    expect(await moveChannel(product.needs.db, old, { ...move, to: "degraded" })).toBe("refused");
    expect((await findChannelById(product.needs.db, channel.id))?.status).toBe("active");
  });

  test("only what was the reason is over", async () => {
    const channel = await channelIn("reauthorization_required", "meta.checkpoint");
    const move = {
      to: "active",
      reason: null,
      by: null,
      ifReason: ["meta.token-invalid"],
    } as const;
    expect(await moveChannel(product.needs.db, channel, move)).toBe("refused");
  });
});
