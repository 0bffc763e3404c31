import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  connectShoes,
  control,
  graphGet,
  shoeInstagram,
  shoePage,
} from "#sandbox/testing/connect.ts";
import { holdClock } from "#sandbox/testing/hold-clock.ts";
import { startTestSandbox, type TestSandbox } from "#sandbox/testing/start-test-sandbox.ts";

type Message = { id: string; message?: string; created_time: string; from?: { id: string } };
type Messages = { data: Message[]; paging?: { cursors: { after: string }; next?: string } };
type Conversation = { id: string; updated_time: string; messages?: Messages };
type Conversations = { data: Conversation[]; paging?: { next?: string } };

/** Conversations are ordered by the millisecond. */
const laterThanNow = () => new Promise((resolve) => setTimeout(resolve, 5));

let test: TestSandbox;
let token: string;
let inesId: string;
beforeAll(async () => {
  test = await startTestSandbox();
  token = await connectShoes(test);
  await control(test, "settings", { webhooks_dropped: true });
  for (let index = 1; index <= 23; index += 1) await write(shoePage, "ines", `ines ${index}`);
  await laterThanNow();
  await write(shoePage, "tom", "tom 1");
  await write(shoeInstagram, "julia", "julia 1");
  inesId = (await control(test, "state").then(idOfInes)) ?? "";
});
beforeEach(async () => {
  await control(test, "settings", {
    conversations_limit: false,
    conversations_down: false,
    conversations_lag_ms: 0,
  });
});
afterAll(() => test.stop());

describe("the list of conversations", () => {
  it("is one platform's, newest first, or one person's", async () => {
    const all = await list("platform=messenger");
    expect(all.data).toHaveLength(2);
    const [instagram] = (await list("platform=INSTAGRAM&fields=participants")).data;
    expect(instagram?.id).toContain(shoeInstagram);
    const [ines, ...others] = (await list(`platform=messenger&user_id=${inesId}`)).data;
    expect(others).toEqual([]);
    expect(ines?.id).toBe(all.data[1]?.id);
    expect((await list("platform=messenger&user_id=1")).data).toEqual([]);
    expect(await get(`${shoePage}/conversations?platform=telegram`)).toMatchObject({
      error: { code: 100 },
    });
  });

  it("leads to the next result page with everything that was asked", async () => {
    const first = await list("platform=messenger&limit=1&fields=id,updated_time");
    const next = new URL(first.paging?.next ?? "");
    expect(next.searchParams.get("platform")).toBe("messenger");
    const second = (await (await fetch(next)).json()) as Conversations;
    expect(second.data[0]?.id).not.toBe(first.data[0]?.id);
    expect(second.paging).not.toHaveProperty("next");
  });

  it("knows no `since`: it is taken as if it were not there", async () => {
    expect((await list(`platform=messenger&since=${Date.now()}`)).data).toHaveLength(2);
  });
});

describe("the messages of a conversation", () => {
  const wanted = "id,created_time,from,to,message";

  it("come nested, newest first, with a time of whole seconds and cursors that go on", async () => {
    const [ines] = (
      await list(`user_id=${inesId}&fields=messages.limit(5){${wanted}},updated_time`)
    ).data;
    const messages = ines?.messages;
    expect(messages?.data.map(({ message }) => message)).toEqual(
      [23, 22, 21, 20, 19].map((number) => `ines ${number}`),
    );
    expect(messages?.data[0]).toMatchObject({
      created_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/),
      from: { id: inesId },
      to: { data: [{ id: shoePage }] },
    });
    const next = (await (await fetch(messages?.paging?.next ?? "")).json()) as Messages;
    expect(next.data.map(({ message }) => message)).toEqual(
      [18, 17, 16, 15, 14].map((number) => `ines ${number}`),
    );
    const after = messages?.paging?.cursors.after;
    const nested = (await get(
      `${ines?.id}?fields=messages.limit(1).after(${after}){message}`,
    )) as Conversation;
    expect(nested.messages?.data).toMatchObject([{ message: "ines 18" }]);
    expect(await get(`${ines?.id}/messages?fields=message&limit=1&after=${after}`)).toMatchObject({
      data: [{ message: "ines 18" }],
    });
  });

  it("list files by their MIME type, and links, stickers and reactions each in their own place", async () => {
    const attachments = ["image", "sticker_old", "video", "audio", "file", "template"];
    const more = { account_id: shoePage, person: "julia" };
    const { mid } = (await control(test, "events", { ...more, kind: "message", attachments })) as {
      mid: string;
    };
    await control(test, "events", { ...more, kind: "reaction", mid });
    const fields = "attachments,shares,sticker,reactions";
    expect(await get(`${mid}?fields=${fields}`)).toEqual({
      id: mid,
      attachments: {
        data: [
          listed({ mime_type: "image/png", image_data: imageAs(false) }),
          listed({ mime_type: "image/png", image_data: imageAs(true) }),
          listed({ mime_type: "video/mp4", video_data: expect.objectContaining({ url }) }),
          listed({ mime_type: "audio/mpeg", file_url: url }),
          listed({ mime_type: "application/pdf", name: "paper.pdf", file_url: url }),
          { id: expect.any(String), generic_template: { title: "" } },
        ],
      },
      reactions: { data: [{ reaction: "❤️", users: [{ id: expect.any(String) }] }].map(loosely) },
    });
    const link = (await control(test, "events", { ...more, kind: "fallback" })) as { mid: string };
    expect(await get(`${link.mid}?fields=${fields}`)).toEqual({
      id: link.mid,
      shares: { data: [{ link: "https://shop.example/boots", name: "Winter boots" }] },
    });
    const sticker = (await control(test, "events", { ...more, kind: "sticker" })) as {
      mid: string;
    };
    expect(await get(`${sticker.mid}?fields=${fields}`)).toEqual({ id: sticker.mid, sticker: url });
    const bare = (await control(test, "events", { ...more, kind: "fallback_null" })) as {
      mid: string;
    };
    expect(await get(`${bare.mid}?fields=${fields}`)).toEqual({ id: bare.mid });
  });

  it("give their details for the newest twenty only", async () => {
    const [ines] = (await list(`user_id=${inesId}&fields=messages.limit(50){${wanted}}`)).data;
    const messages = ines?.messages?.data ?? [];
    expect(messages).toHaveLength(23);
    expect(messages.filter(({ message }) => message !== undefined)).toHaveLength(20);
    expect(Object.keys(messages[20] ?? {}).sort()).toEqual(["created_time", "id"]);
    expect(await get(`${messages[19]?.id}`)).toMatchObject({ message: "ines 4" });
    expect(await get(`${messages[20]?.id}`)).toMatchObject({ error: { code: 100 } });
  });

  it("are listed after a while", async () => {
    const goTo = holdClock();
    await control(test, "settings", { conversations_lag_ms: 400 });
    await write(shoePage, "ravi", "ravi 1");
    const listed = async () => JSON.stringify(await list("fields=messages{message}"));
    expect(await listed()).not.toContain("ravi 1");
    goTo(400);
    expect(await listed()).toContain("ravi 1");
  });
});

describe("the Conversations API", () => {
  it("takes two calls per second and account", async () => {
    const goTo = holdClock();
    await control(test, "settings", { conversations_limit: true });
    const asked = await Promise.all([1, 2, 3].map(() => list("platform=messenger")));
    expect(asked.filter((answer) => "error" in answer)).toMatchObject([{ error: { code: 613 } }]);
    expect(await list("platform=instagram")).toHaveProperty("data");
    expect(await control(test, "verdict")).toMatchObject({
      conversations_refused: { [shoePage]: 1 },
    });
    goTo(1_000);
    expect(await list("platform=messenger")).toHaveProperty("data");
  });

  it("may be down", async () => {
    await control(test, "settings", { conversations_down: true });
    const answer = await graphGet(test, `${shoePage}/conversations`, token);
    expect(answer).toMatchObject({ status: 500, body: { error: { code: 1 } } });
    expect((await graphGet(test, "me", token)).status).toBe(200);
  });
});

const url = expect.stringContaining("/media/files/");

function listed(about: object) {
  const always = { id: expect.any(String), name: expect.any(String), size: expect.any(Number) };
  return { ...always, ...about };
}

function imageAs(render_as_sticker: boolean) {
  return expect.objectContaining({ url, width: 96, height: 64, render_as_sticker });
}

function loosely({ reaction, users }: { reaction: string; users: object[] }) {
  return { reaction, users: users.map((user) => expect.objectContaining(user)) };
}

function write(account_id: string, person: string, text: string) {
  return control(test, "messages", { account_id, person, text });
}

async function get(path: string): Promise<unknown> {
  return (await graphGet(test, path, token)).body;
}

async function list(query: string): Promise<Conversations> {
  return (await get(`${shoePage}/conversations?${query}`)) as Conversations;
}

function idOfInes(state: unknown): string | undefined {
  const { accounts } = state as { accounts: { id: string; people: Record<string, string> }[] };
  return accounts.find(({ id }) => id === shoePage)?.people.ines;
}
