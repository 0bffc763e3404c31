import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { answerJson, startLocalServer } from "#tests/support/local-server.ts";
import { stubEnvironment } from "#tests/support/stub-environment.ts";
import { type ConversationList, listConversations, listMessagesWith } from "./conversations.ts";
import { createGraphClient, type GraphClient } from "./graph-client.ts";

/** Answers by the last segment of the path: `conversations`, or a conversation's id. */
let answers: Record<string, unknown> = {};
let server: Awaited<ReturnType<typeof startLocalServer>>;
let graph: GraphClient;

beforeAll(async () => {
  stubEnvironment();
  server = await startLocalServer(({ path }, response) =>
    answerJson(response, 200, answers[path.split("/").at(-1) ?? ""] ?? {}),
  );
  graph = createGraphClient({
    graphUrl: server.url,
    version: "v25.0",
    appId: "1",
    appSecret: "app-secret-example",
    timeoutMs: 2_000,
  });
});
afterAll(() => server.close());
beforeEach(() => {
  answers = {};
  server.heard.length = 0;
});

const PAGE = {
  facebookPageId: "101",
  platform: "facebook",
  pageToken: "EAAexample",
  inTurn: (call) => call(),
} as const satisfies ConversationList;
const SINCE = new Date("2026-11-22T12:00:00.700Z");
const readMessages = () =>
  listMessagesWith(graph, { ...PAGE, externalUserId: "7001", since: SINCE });

const second = (at: number) => `2026-11-22T12:00:${String(at).padStart(2, "0")}+0000`;
const message = (id: string, at: number, rest: object = {}) => ({
  id,
  created_time: second(at),
  from: { id: "101" },
  message: `text of ${id}`,
  ...rest,
});
const conversation = (messages: unknown, customer = "7001") => ({
  id: `t_${customer}`,
  updated_time: second(30),
  participants: { data: [{ id: customer }, { id: "101" }] },
  ...(messages === undefined ? {} : { messages: { data: messages } }),
});

test("gives what was said since then, newest first, the second it began included", async () => {
  answers.conversations = {
    data: [
      conversation([
        message("m_early", 0, { created_time: "2026-11-22T11:59:59+0000" }),
        message("m_same", 0, { from: { id: "7001" }, message: "" }),
        message("m_new", 5),
      ]),
    ],
  };
  expect(await readMessages()).toEqual([
    {
      mid: "m_new",
      from: "101",
      text: "text of m_new",
      attachments: [],
      at: new Date("2026-11-22T12:00:05.000Z"),
    },
    {
      mid: "m_same",
      from: "7001",
      text: null,
      attachments: [],
      at: new Date("2026-11-22T12:00:00.000Z"),
    },
  ]);
  const query = server.heard[0]?.query;
  expect([query?.get("platform"), query?.get("user_id")]).toEqual(["messenger", "7001"]);
});

test("an empty list is no proof that nothing was said", async () => {
  answers.conversations = { data: [] };
  await expect(readMessages()).rejects.toMatchObject({ kind: "transient" });
});

test("when one customer's conversation changed need not be told; of all conversations it must", async () => {
  const { updated_time, ...untimed } = conversation([message("m_new", 5)]);
  answers.conversations = { data: [untimed, { ...untimed, updated_time: "never" }] };
  expect((await readMessages()).map(({ mid }) => mid)).toEqual(["m_new", "m_new"]);
  expect((await listConversations(graph, PAGE)).conversations).toEqual([]);
});

test.each([{ odd: true }, null])(
  "%j among one customer's conversations is no proof",
  async (row) => {
    answers.conversations = { data: [conversation([message("m_new", 5)]), row] };
    await expect(readMessages()).rejects.toMatchObject({ kind: "transient" });
  },
);

test("another customer's conversation in the answer is nobody's proof", async () => {
  answers.conversations = { data: [conversation([message("m_other", 5)], "7002")] };
  await expect(readMessages()).rejects.toMatchObject({ kind: "transient" });
});

test("asks the conversation itself where the list has no messages, or too few", async () => {
  answers.t_7001 = { messages: { data: [message("m_found", 5)] } };
  answers.conversations = { data: [conversation(undefined)] };
  expect((await readMessages()).map(({ mid }) => mid)).toEqual(["m_found"]);

  const many = Array.from({ length: 20 }, (_, at) => message(`m_${at}`, 40 - at));
  answers.conversations = { data: [conversation(many)] };
  answers.t_7001 = { messages: { data: [...many, message("m_older", 5)] } };
  expect((await readMessages()).at(-1)?.mid).toBe("m_older");
});

test.each([
  ["the conversation cannot be read either", { t_7001: {} }],
  ["a row is unreadable", { t_7001: { messages: { data: [{ id: "m_1" }] } } }],
  [
    "a row does not say what it is",
    { t_7001: { messages: { data: [message("m_1", 5), { id: "m_2", created_time: second(4) }] } } },
  ],
  [
    "a hundred messages do not reach back far enough",
    {
      t_7001: {
        messages: { data: Array.from({ length: 100 }, (_, at) => message(`m_${at}`, 40)) },
      },
    },
  ],
])("proves nothing when %s", async (_why, extra) => {
  answers = { conversations: { data: [conversation(undefined)] }, ...extra };
  await expect(readMessages()).rejects.toMatchObject({ kind: "transient" });
});

test("an unreadable row that is older than asked spoils nothing", async () => {
  const old = message("m_old", 0, { created_time: "2026-11-22T11:00:00+0000" });
  answers.conversations = { data: [conversation([message("m_new", 5), old, { id: "m_odd" }])] };
  expect((await readMessages()).map(({ mid }) => mid)).toEqual(["m_new"]);
});

test("a list goes on by its cursor, never by the address that carries the token", async () => {
  answers.conversations = {
    data: [conversation([]), { odd: true }],
    paging: { cursors: { after: "abc" }, next: "https://evil.example/?access_token=x" },
  };
  const first = await listConversations(graph, { ...PAGE, platform: "instagram" });
  expect([first.after, first.conversations.length]).toEqual(["abc", 1]);
  expect(server.heard[0]?.query.get("platform")).toBe("instagram");

  const second = await listConversations(graph, { ...PAGE, after: "abc" });
  expect(server.heard[1]?.query.get("after")).toBe("abc");
  expect(second.after).toBeNull();

  answers.conversations = { data: [], paging: { next: "https://evil.example/?after=def" } };
  expect((await listConversations(graph, PAGE)).after).toBe("def");
});
