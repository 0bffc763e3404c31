import { afterAll, beforeAll, expect, test } from "vitest";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { listConversations } from "#lib/conversations/list-conversations.ts";
import { openPicture } from "#lib/media/open-media.ts";
import { connect, type Product, startProduct } from "#tests/support/running-product.ts";
import { until } from "#tests/support/until.ts";

const PAGE = "104829375610284";
const INSTAGRAM = "17841405309211844";

let product: Product;
beforeAll(async () => {
  product = await startProduct();
  await connect(product);
  const { needs, viewer } = product;
  await registerChannel(needs, viewer, { platform: "facebook", page_id: PAGE });
  await registerChannel(needs, viewer, { platform: "instagram", page_id: PAGE });
});
afterAll(() => product.stop());

async function says(account: string, person: string, text: string): Promise<string> {
  const said = (await product.control.tell("messages", {
    ...{ account_id: account, person, text },
    wait: true,
  })) as { person_id: string };
  return said.person_id;
}

async function checked(personId: string) {
  return until("Meta was asked", async () => {
    const rows = await product.sql<{ id: string }[]>`
      select id from conversations
      where external_user_id = ${personId} and profile_checked_at is not null`;
    return rows[0]?.id ?? null;
  });
}

async function customerOf(id: string) {
  const page = await listConversations(product.needs, product.viewer, {});
  return page.conversations.find((conversation) => conversation.id === id)?.customer;
}

/** How often Meta was asked for this person. */
async function asked(personId: string): Promise<number> {
  const calls = await product.control.log(`?server=graph&method=GET&path=/${personId}&bodies=0`);
  return calls.length;
}

test("Messenger tells name and picture, and is asked once for several messages", async () => {
  const person = await says(PAGE, "lena", "Hello");
  const id = await checked(person);
  expect(await customerOf(id)).toMatchObject({
    name: expect.stringMatching(/.+ .+/),
    has_picture: true,
  });
  const shown = { conversationId: id, range: null, signal: AbortSignal.timeout(10_000) };
  const picture = await openPicture(product.needs, product.viewer, shown);
  if (picture === null || picture.status === "refused") throw new Error("It cannot be shown");
  expect(new Headers(picture.headers).get("content-type")).toBe("image/png");
  await picture.body?.cancel();
  await says(PAGE, "lena", "And again");
  await until("it is there", async () => {
    const rows = await product.sql`select 1 from messages where text = 'And again'`;
    return rows.length === 1;
  });
  expect(await asked(person)).toBe(1);
});

test("Instagram tells a username too; days later Meta is asked again", async () => {
  const person = await says(INSTAGRAM, "tom", "Hello");
  const id = await checked(person);
  expect((await customerOf(id))?.username).toBeTruthy();
  await product.sql`
    update conversations set profile_checked_at = now() - interval '4 days' where id = ${id}`;
  await says(INSTAGRAM, "tom", "Hello again");
  await until("Meta is asked again", async () => (await asked(person)) === 2);
});

test.each(["empty", "no_profile", "no_permission", "no_consent"])(
  "%s: the message is there all the same, and nobody asks again at once",
  async (profile) => {
    const [guest] = await guests();
    await product.control.set({ profiles: { [guest]: profile } });
    await says(PAGE, guestKey(), "Hi");
    const id = await checked(guest);
    expect(await customerOf(id)).toEqual({ name: null, username: null, has_picture: false });
    expect(await asked(guest)).toBe(1);
  },
);

let count = 40;
const guestKey = () => `guest-${count}`;
async function guests(): Promise<[string]> {
  count += 1;
  const url = `${product.sandbox}/control/guests?account_id=${PAGE}&count=${count}`;
  const rows = (await (await fetch(url)).json()) as { person_id: string }[];
  return [rows.at(-1)?.person_id ?? ""];
}
