import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { findChannelById } from "#db/queries/channels.ts";
import { setSpacing } from "#db/queries/upstream-pauses.ts";
import { pageTokenOf } from "#lib/channels/page-token.ts";
import { readInTurn } from "#lib/channels/read-in-turn.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { listMessagesWith } from "#lib/meta/conversations.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";

const SHOES = "104829375610284";
/** As many as Meta's list shows of one conversation: whether there were more takes a second call. */
const MANY = 20;

let product: Product;
let pageToken: string;
let customer: string;

beforeAll(async () => {
  product = await startProduct({ works: false });
  await connect(product);
  const { needs, viewer } = product;
  const result = await registerChannel(needs, viewer, { platform: "facebook", page_id: SHOES });
  const channel = await findChannelById(needs.db, "channel" in result ? result.channel.id : "");
  if (channel === null) throw new Error("No channel");
  pageToken = await pageTokenOf(channel, needs.tokenBox);
  for (let number = 1; number <= MANY; number += 1) {
    const text = `number ${number}`;
    await product.control.tell("messages", { account_id: SHOES, person: "lena", text, wait: true });
  }
  const [row] = await product.sql<{ sender: string }[]>`
    select sender_id as sender from webhook_events where payload #>> '{message,text}' = 'number 1'`;
  customer = row?.sender ?? "";
});
afterAll(() => product.stop());
beforeEach(() => product.sql`delete from upstream_pauses where scope not like 'list:%'`);

async function look(): Promise<{ count: number; at: number[] }> {
  const { control, needs } = product;
  const seq = (await control.log("?bodies=0")).at(-1)?.seq ?? 0;
  const messages = await listMessagesWith(needs.graph, {
    facebookPageId: SHOES,
    platform: "facebook",
    externalUserId: customer,
    pageToken,
    inTurn: readInTurn(needs.db, SHOES),
    since: new Date(Date.now() - 60 * 60_000),
  });
  const calls = await control.log(`?bodies=0&since=${seq}`);
  return { count: messages.length, at: calls.map(({ at }) => at) };
}

test("every call of a look at a conversation waits for its turn, not only the first", async () => {
  const { count, at } = await look();
  expect(count).toBe(MANY);
  const [first = 0, second = 0] = at;
  expect(at).toHaveLength(2);
  // Seen from Meta's end a call may be on its way for longer than the next one.
  expect(second - first).toBeGreaterThan(300);
});

test("a look ends although the page's calls are spaced out", async () => {
  // As at about 91 %.
  await setSpacing(product.needs.db, `page:${SHOES}`, 7_000);
  expect((await look()).count).toBe(MANY);
});

test("a page that is limited for longer is not waited for", async () => {
  await product.sql`insert into upstream_pauses (scope, reason, until)
    values (${`page:${SHOES}`}, 'rate-limited', now() + interval '1 minute')`;
  await expect(look()).rejects.toMatchObject({ code: "graph.paused" });
});
