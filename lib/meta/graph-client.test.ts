import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { answerHtml, answerJson, startLocalServer } from "#tests/support/local-server.ts";
import { stubEnvironment } from "#tests/support/stub-environment.ts";
import { isPlainAnswer, MetaError } from "./errors.ts";
import { createGraphClient, type GraphCall, type GraphClient, proofOf } from "./graph-client.ts";

const TOKEN = "EAAexampletoken";
const APP_SECRET = "app-secret-example";
/** Vector 14.3 of the facts. */
const PROOF = "fdf313b8ad38fafa39c0ccd986a8034c6a2f8b406fc9ec8081d2f9af24c7f8ab";

const ANSWERS: Record<string, { status: number; body: unknown }> = {
  fine: { status: 200, body: { id: "1", more: "than asked" } },
  "token-dead": {
    status: 400,
    body: { error: { message: TOKEN, code: 190, error_subcode: 463, fbtrace_id: "AbC" } },
  },
  "error-with-200": { status: 200, body: { error: { code: 4 } } },
  "text-codes": { status: 400, body: { error: { code: "10", error_subcode: "2018278" } } },
  "codeless-error": { status: 400, body: { error: { message: "?" } } },
  "proof-wrong": {
    status: 400,
    body: {
      error: {
        message: "Invalid appsecret_proof provided in the API argument",
        type: "GraphMethodException",
        code: 100,
      },
    },
  },
  "parameter-wrong": { status: 400, body: { error: { message: "Invalid fields", code: 100 } } },
  temporary: { status: 500, body: { error: { code: 2, is_transient: true } } },
  "limited-codeless": { status: 429, body: { error: { message: "Too many requests" } } },
  "limited-plain": { status: 429, body: "slow down" },
  "strange-json": { status: 200, body: ["?"] },
  "error-text": { status: 500, body: { error: "oops" } },
  "not-found": { status: 404, body: { error: "no such edge" } },
};

let server: Awaited<ReturnType<typeof startLocalServer>>;
let graph: GraphClient;

beforeAll(async () => {
  stubEnvironment();
  server = await startLocalServer(({ path }, response) => {
    const name = path.split("/").at(-1) ?? "";
    const known = ANSWERS[name];
    if (known !== undefined) answerJson(response, known.status, known.body);
    else if (name === "html") answerHtml(response, 503);
    else if (name === "html-200") answerHtml(response, 200);
    else response.destroy();
  });
  graph = clientAt(server.url);
});

afterAll(() => server.close());

const clientAt = (url: string) =>
  createGraphClient({
    graphUrl: `${url}/graph`,
    version: "v25.0",
    appId: "100200300",
    appSecret: APP_SECRET,
    timeoutMs: 5_000,
  });

const answer = z.looseObject({ id: z.string() });
const call = (path: string, more: Partial<GraphCall<typeof answer>> = {}) =>
  graph.call({ method: "get", path, answer, token: TOKEN, ...more });
const failureOf = async (sent: Promise<unknown>) => {
  const error = await sent.catch((thrown: unknown) => thrown);
  if (!(error instanceof MetaError)) throw new Error("expected a MetaError", { cause: error });
  return error;
};

describe("what goes out", () => {
  test("the token travels in the Authorization header only, with its proof", async () => {
    await call("fine", { method: "post", query: { fields: "id,name" }, json: { a: 1 } });
    const heard = server.heard.at(-1);
    expect(heard).toMatchObject({ method: "POST", path: "/graph/v25.0/fine", body: '{"a":1}' });
    expect(Object.fromEntries(heard?.query ?? [])).toEqual({
      fields: "id,name",
      appsecret_proof: PROOF,
    });
    expect(heard?.headers.authorization).toBe(`Bearer ${TOKEN}`);
    expect(`${heard?.query} ${heard?.body}`).not.toContain(TOKEN);
  });

  test("a call without a token has neither", async () => {
    await graph.call({ method: "get", path: "fine", answer, query: { client_id: "1" } });
    const heard = server.heard.at(-1);
    expect(heard?.headers).not.toHaveProperty("authorization");
    expect(Object.fromEntries(heard?.query ?? [])).toEqual({ client_id: "1" });
  });

  test("the proof belongs to the very token of the call", () => {
    expect(proofOf(TOKEN, APP_SECRET)).toBe(PROOF);
    expect(proofOf("EAAanothertoken", APP_SECRET)).not.toBe(PROOF);
    expect(proofOf(TOKEN, "another-secret")).not.toBe(PROOF);
  });
});

describe("what comes back", () => {
  test("an answer of the right shape", async () => {
    expect(await call("fine")).toMatchObject({ id: "1" });
  });

  test.each([
    ["token-dead", "token-invalid"],
    ["error-with-200", "rate-limited"],
    ["text-codes", "outside-window"],
    ["codeless-error", "refused"],
    ["proof-wrong", "unauthorized"],
    ["parameter-wrong", "refused"],
    ["temporary", "transient"],
    ["strange-json", "transient"],
    ["error-text", "transient"],
    ["html", "transient"],
    ["reset", "transient"],
  ])("%s is %s", async (path, kind) => {
    expect((await failureOf(call(path))).kind).toBe(kind);
  });

  test("an error keeps Meta's codes for the log, and nothing of its text or the token", async () => {
    const error = await failureOf(call("17841400000000001/token-dead", { method: "post" }));
    expect(error.details).toEqual({ graphCode: 190, graphSubcode: 463, traceId: "AbC" });
    expect(error.message).toBe("post {id}/token-dead: token-invalid");
    expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(TOKEN);
  });

  test.each([
    ["not-found", { status: 404 }, true],
    ["strange-json", { status: 200 }, true],
    ["error-text", { status: 500 }, false],
    ["html-200", {}, false],
    ["temporary", { graphCode: 2 }, false],
    ["reset", {}, false],
  ])(
    "%s: whether somebody who is there answered is told by its status",
    async (path, details, is) => {
      const error = await failureOf(call(path));
      expect(error.kind).toBe("transient");
      expect(error.details).toEqual(details);
      expect(isPlainAnswer(error.details)).toBe(is);
    },
  );
});

describe("whether it may have taken effect all the same", () => {
  test.each(["temporary", "strange-json", "error-text", "html", "reset"])(
    "%s: a write may have, a read has none",
    async (path) => {
      expect((await failureOf(call(path, { method: "post" }))).mayHaveTakenEffect).toBe(true);
      expect((await failureOf(call(path, { method: "delete" }))).mayHaveTakenEffect).toBe(true);
      expect((await failureOf(call(path))).mayHaveTakenEffect).toBe(false);
    },
  );

  test.each(["limited-codeless", "limited-plain"])(
    "%s is a limit, and had no effect",
    async (name) => {
      const error = await failureOf(call(name, { method: "post" }));
      expect(error).toMatchObject({ class: "rate-limited", mayHaveTakenEffect: false });
    },
  );

  test.each(["token-dead", "proof-wrong", "error-with-200", "text-codes"])(
    "%s: a refused write has not",
    async (path) => {
      expect((await failureOf(call(path, { method: "post" }))).mayHaveTakenEffect).toBe(false);
    },
  );

  test("a write whose connection was refused has not", async () => {
    const closed = await startLocalServer(() => {});
    await closed.close();
    const write = clientAt(closed.url).call({ method: "post", path: "me/messages", answer });
    expect(await failureOf(write)).toMatchObject({ kind: "transient", mayHaveTakenEffect: false });
  });
});
