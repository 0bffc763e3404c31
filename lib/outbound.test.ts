import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerHtml, answerJson, startLocalServer } from "#tests/support/local-server.ts";
import { OutboundError, type OutboundRequest, request } from "./outbound.ts";

const SECRET = "EAAsecrettoken";

let server: Awaited<ReturnType<typeof startLocalServer>>;

beforeAll(async () => {
  server = await startLocalServer(({ path }, response) => {
    if (path === "/json") answerJson(response, 200, { hello: "there" });
    else if (path === "/refused") answerJson(response, 400, { error: { code: 100 } });
    else if (path === "/html") answerHtml(response, 503);
    else if (path === "/empty") response.writeHead(204).end();
    else if (path === "/redirect")
      response.writeHead(302, { location: `${server.url}/json` }).end();
    else if (path === "/reset") response.destroy();
    else if (path === "/half") response.writeHead(200).write('{"half":', () => response.destroy());
    else if (path === "/hanging-body") response.writeHead(200).write("{");
  });
});

afterAll(() => server.close());

const call = (path: string, changes: Partial<OutboundRequest> = {}) =>
  request({ url: `${server.url}${path}`, method: "post", timeoutMs: 5_000, ...changes });
const failureOf = async (sent: Promise<unknown>) => {
  const error = await sent.catch((thrown: unknown) => thrown);
  if (!(error instanceof OutboundError)) throw new Error("expected an OutboundError");
  return error;
};

describe("answers", () => {
  test("JSON is read, and the request carries what it was given", async () => {
    const json = { text: "Hej" };
    const headers = { "idempotency-key": "k-1" };
    const answer = await call("/json?limit=10", { bearer: SECRET, headers, json });
    expect(answer).toMatchObject({ status: 200, body: { hello: "there" } });

    const heard = server.heard.at(-1);
    expect(heard).toMatchObject({ method: "POST", path: "/json", body: JSON.stringify(json) });
    expect(heard?.query.get("limit")).toBe("10");
    expect(heard?.headers).toMatchObject({
      authorization: `Bearer ${SECRET}`,
      "content-type": "application/json",
      "idempotency-key": "k-1",
    });
  });

  test("nothing is sent that was not given", async () => {
    await call("/json", { method: "get" });
    const { headers, body } = server.heard.at(-1) ?? {};
    expect(headers).not.toHaveProperty("authorization");
    expect(headers).not.toHaveProperty("content-type");
    expect(body).toBe("");
  });

  test("a refusal is an answer too", async () => {
    expect(await call("/refused")).toMatchObject({ status: 400, body: { error: { code: 100 } } });
  });

  test.each([
    ["/html", 503],
    ["/empty", 204],
  ])("%s has no body that we read", async (path, status) => {
    expect(await call(path)).toMatchObject({ status, body: undefined });
  });
});

describe("no answer", () => {
  test("a refused connection: the request certainly did not arrive", async () => {
    const closed = await startLocalServer(() => {});
    await closed.close();
    const error = await failureOf(call("", { url: closed.url }));
    expect(error.mayHaveArrived).toBe(false);
  });

  test("an unknown host: the request certainly did not arrive", async () => {
    const error = await failureOf(call("", { url: "http://switchboard.invalid/" }));
    expect(error.mayHaveArrived).toBe(false);
  });

  test.each(["/reset", "/half"])("%s: it may have arrived", async (path) => {
    expect((await failureOf(call(path))).mayHaveArrived).toBe(true);
  });

  test("an answer that broke off has a status all the same", async () => {
    expect((await failureOf(call("/half"))).status).toBe(200);
    expect((await failureOf(call("/reset"))).status).toBeNull();
  });

  test.each(["/silent", "/hanging-body"])("%s ends in time, and may have arrived", async (path) => {
    const error = await failureOf(call(path, { timeoutMs: 200 }));
    expect(error.mayHaveArrived).toBe(true);
  });

  test("a redirect is not followed, so a token goes to no other place", async () => {
    const before = server.heard.length;
    const error = await failureOf(call("/redirect", { bearer: SECRET }));
    expect(error.mayHaveArrived).toBe(true);
    expect(server.heard.slice(before).map(({ path }) => path)).toEqual(["/redirect"]);
  });

  test("nothing is tried again by itself", async () => {
    const before = server.heard.length;
    await failureOf(call("/reset", { method: "get" }));
    await call("/html", { method: "get" });
    expect(server.heard.slice(before).map(({ path }) => path)).toEqual(["/reset", "/html"]);
  });

  test("the error says nothing of the request", async () => {
    const error = await failureOf(
      call(`/reset?access_token=${SECRET}`, { bearer: SECRET, json: { text: SECRET } }),
    );
    expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(SECRET);
  });
});
