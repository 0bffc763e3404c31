import { type APIRequestContext, type APIResponse, expect, request, test } from "@playwright/test";
import { eq, inArray } from "drizzle-orm";
import { openDatabase } from "#db/client.ts";
import { ensureTenant } from "#db/queries/users.ts";
import { crmChannels } from "#db/schema/channels.ts";
import { tenants } from "#db/schema/tenants.ts";
import { seedChannel, seedConversation, seedMessage } from "#tests/support/seed.ts";
import { product, signIn } from "./product.ts";

const SHOES = "104829375610284";
const MIB = 1024 * 1024;
const NOWHERE = "01a20403-d7b5-7728-b374-bde9ca2bcdc1";
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

type Place = { conversationId: string; messageId: string };
type Options = NonNullable<Parameters<APIRequestContext["post"]>[1]>;

/** What a teammate does beside writing, each with a body that is good. */
const ROUTES: [name: string, pathOf: (place: Place) => string, good: Options][] = [
  ["attachments", ({ conversationId: id }) => `conversations/${id}/attachments`, fileOf()],
  ["seen", ({ conversationId: id }) => `conversations/${id}/seen`, {}],
  ["takeover", ({ conversationId: id }) => `conversations/${id}/takeover`, {}],
  ["release", ({ conversationId: id }) => `conversations/${id}/release`, {}],
  ["reaction", ({ messageId: id }) => `messages/${id}/reaction`, { data: { reaction: "love" } }],
];

function fileOf({ name = "shoe.png", mimeType = "image/png", buffer = PNG } = {}): Options {
  return { multipart: { file: { name, mimeType, buffer } } };
}

let api: APIRequestContext;
let ours: Place;
let theirs: Place;

const post = (path: string, options: Options, as = api) => as.post(`/api/${path}`, options);
const attach = (options: Options) =>
  post(`conversations/${ours.conversationId}/attachments`, options);
const reactWith = (options: Options) => post(`messages/${ours.messageId}/reaction`, options);

test.beforeAll(async ({ browser }) => {
  const page = await browser.newPage();
  await signIn(page);
  const storageState = await page.context().storageState();
  await page.close();
  api = await request.newContext({ baseURL: product.app, storageState });
  await connectShoes();
  ours = await hearFrom("julia");
  theirs = await seedRival();
});

/** The files after this one begin with nothing connected. */
test.afterAll(async () => {
  await api.dispose();
  await inDatabase(async (db) => {
    await db.delete(crmChannels).where(inArray(crmChannels.platformPageId, [SHOES]));
    await db.delete(tenants).where(eq(tenants.name, "Rival"));
  });
  await product.control.tell("reset", {});
});

async function inDatabase<Result>(
  run: (db: ReturnType<typeof openDatabase>["db"]) => Promise<Result>,
): Promise<Result> {
  const { db, close } = openDatabase(product.databaseUrl, { max: 1 });
  return run(db).finally(close);
}

async function connectShoes(): Promise<void> {
  const start = await api.get("/auth/facebook/connect", { maxRedirects: 0 });
  const dialog = new URL(start.headers().location ?? "");
  const consent = await api.post(`${dialog.origin}${dialog.pathname}/consent`, {
    form: {
      ...Object.fromEntries(dialog.searchParams),
      pages: "all",
      permissions: "all",
      action: "continue",
    },
    maxRedirects: 0,
  });
  const { searchParams } = new URL(consent.headers().location ?? "");
  const data = { code: searchParams.get("code"), state: searchParams.get("state") };
  expect((await post("facebook/exchange-code", { data })).status()).toBe(200);
  const registered = await post("channels/register", {
    data: { platform: "facebook", page_id: SHOES },
  });
  expect(registered.ok()).toBe(true);
}

async function hearFrom(person: string): Promise<Place> {
  await product.control.tell("messages", { account_id: SHOES, person, text: "Lovely shoes" });
  const read = async <Rows>(path: string) => (await (await api.get(`/api/${path}`)).json()) as Rows;
  const find = async () => {
    const { conversations } = await read<{ conversations: { id: string }[] }>("conversations");
    const conversationId = conversations[0]?.id;
    if (conversationId === undefined) return null;
    const { messages } = await read<{ messages: { id: string; direction: string }[] }>(
      `conversations/${conversationId}/messages`,
    );
    const messageId = messages.find(({ direction }) => direction === "inbound")?.id;
    return messageId === undefined ? null : { conversationId, messageId };
  };
  await expect.poll(find).not.toBeNull();
  return (await find()) as Place;
}

function seedRival(): Promise<Place> {
  return inDatabase(async (db) => {
    const channel = await seedChannel(db, await ensureTenant(db, "Rival"));
    const conversation = await seedConversation(db, channel);
    const message = await seedMessage(db, conversation, { externalMessageId: "m_of_a_rival" });
    return { conversationId: conversation.id, messageId: message.id };
  });
}

async function expectProblem(answer: APIResponse, status: number, code: string, fields?: string[]) {
  expect(answer.headers()["content-type"]).toBe("application/problem+json");
  const body = (await answer.json()) as { errors?: { field: string }[] };
  expect(body).toMatchObject({ status, code });
  expect(answer.status()).toBe(status);
  if (fields !== undefined) expect(body.errors?.map(({ field }) => field)).toEqual(fields);
}

for (const [name, pathOf, good] of ROUTES) {
  test(`${name} is for those who are signed in, on our own pages, in their own company`, async () => {
    const stranger = await request.newContext({ baseURL: product.app });
    await expectProblem(await post(pathOf(ours), good, stranger), 401, "unauthorized");
    await stranger.dispose();

    const foreign = { ...good, headers: { origin: "https://evil.test" } };
    await expectProblem(await post(pathOf(ours), foreign), 403, "bad_origin");

    const nowhere = { conversationId: NOWHERE, messageId: NOWHERE };
    const noId = { conversationId: "1", messageId: "1" };
    for (const place of [theirs, nowhere, noId]) {
      await expectProblem(await post(pathOf(place), good), 404, "not_found");
    }
  });
}

test("a file is given to Meta, and goes out by its id", async () => {
  const answer = await attach(fileOf());
  expect(answer.status()).toBe(201);
  const attachment = (await answer.json()) as { attachment_id: string };
  expect(attachment).toEqual({ type: "image", attachment_id: expect.stringMatching(/^\d+$/) });
  const data = { client_id: "routes-attachment", attachment };
  const sent = await post(`conversations/${ours.conversationId}/messages`, { data });
  expect(sent.status()).toBe(201);
});

test("what is no file that Meta takes is refused in words", async () => {
  await expectProblem(await attach({ data: { file: "x" } }), 415, "unsupported_media_type");
  const garbage = { headers: { "content-type": "multipart/form-data; boundary=x" }, data: "x" };
  await expectProblem(await attach(garbage), 400, "not_a_form");
  const field = ["file"];
  await expectProblem(await attach({ multipart: { other: "x" } }), 422, "invalid_fields", field);
  await expectProblem(await attach({ multipart: { file: "x" } }), 422, "invalid_fields", field);
  const empty = fileOf({ buffer: Buffer.alloc(0) });
  await expectProblem(await attach(empty), 422, "invalid_fields", field);
  const untyped = fileOf({ mimeType: "nonsense" });
  await expectProblem(await attach(untyped), 422, "invalid_fields", field);
});

test("what is larger than Meta takes is refused, each kind at its own limit", async () => {
  await expectProblem(
    await attach(fileOf({ buffer: Buffer.alloc(8 * MIB + 1) })),
    413,
    "too_large",
  );
  const pdf = { name: "a.pdf", mimeType: "application/pdf" };
  const huge = fileOf({ ...pdf, buffer: Buffer.alloc(26 * MIB) });
  await expectProblem(await attach(huge), 413, "too_large");
});

test("the customer sees that it was read", async () => {
  const answer = await post(`conversations/${ours.conversationId}/seen`, {});
  expect([answer.status(), await answer.json()]).toEqual([200, { seen: true }]);
});

test("a reaction is set and taken back, and nothing else is one", async () => {
  for (const reaction of ["love", null]) {
    const answer = await reactWith({ data: { reaction } });
    expect([answer.status(), await answer.json()]).toEqual([200, { reaction }]);
  }
  for (const data of [{}, { reaction: "hug" }, { reaction: 1 }]) {
    await expectProblem(await reactWith({ data }), 422, "invalid_fields", ["reaction"]);
  }
  await expectProblem(
    await reactWith({ data: { reaction: null, by: "me" } }),
    422,
    "invalid_fields",
  );
  const broken = { data: Buffer.from("{"), headers: { "content-type": "application/json" } };
  await expectProblem(await reactWith(broken), 400, "not_json");
  await expectProblem(
    await reactWith({ form: { reaction: "love" } }),
    415,
    "unsupported_media_type",
  );
  const long = { data: { reaction: "x".repeat(9 * 1024) } };
  await expectProblem(await reactWith(long), 413, "too_large");
});

test("a teammate takes a conversation over and gives it back", async () => {
  const path = `conversations/${ours.conversationId}`;
  const taken = await post(`${path}/takeover`, {});
  expect(taken.status()).toBe(200);
  expect(await taken.json()).toMatchObject({ conversation: { paused: { by: "teammate" } } });
  const given = await post(`${path}/release`, {});
  expect(given.status()).toBe(200);
  expect(await given.json()).toMatchObject({ conversation: { paused: null } });
});
