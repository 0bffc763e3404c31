import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answering, startLocalServer } from "#tests/support/local-server.ts";
import { until } from "#tests/support/until.ts";
import { fetchMedia, type MediaOutcome } from "./fetch-media.ts";

const PNG_HEAD = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
const PNG = Buffer.concat([PNG_HEAD, Buffer.alloc(200_000, 7)]);
const MP4 = Buffer.concat([
  Buffer.from("00000018667479706d70343200000000", "hex"),
  Buffer.from("0123456789"),
]);
const MEBIBYTE = Buffer.alloc(1024 * 1024, 7);
const HTML = "<!DOCTYPE html><script>alert(1)</script>";
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';

const page =
  (status: number, headers: Record<string, string>, body?: string | Uint8Array): Answering =>
  (_heard, response) => {
    response.writeHead(status, headers).end(body);
  };
const file = (type: string, body: string | Uint8Array, headers = {}) =>
  page(
    200,
    { "content-type": type, "content-length": String(Buffer.byteLength(body)), ...headers },
    body,
  );

/** Writes for as long as somebody listens. */
const endlessly =
  (chunk: Uint8Array, headers: Record<string, string>, head = PNG_HEAD): Answering =>
  (_heard, response) => {
    response.writeHead(200, headers);
    response.write(head);
    const timer = setInterval(() => response.write(chunk), 10);
    response.on("close", () => {
      clearInterval(timer);
      cutOff++;
    });
  };

const part = (range: string, type: string, body: Uint8Array) =>
  page(206, { "content-type": type, "content-range": range }, body);

const PATHS: Record<string, Answering> = {
  "/cat.png": file("image/png", PNG, {
    "set-cookie": "meta=1",
    "content-security-policy": "default-src *",
    "access-control-allow-origin": "*",
    "cache-control": "public, max-age=1209600",
    "x-fb-debug": "1",
  }),
  "/wrong-type.png": file("image/jpeg", PNG),
  "/doc/invoice%20%D1%96.pdf": file("application/pdf", "%PDF-1.7\n…"),
  "/doc/page.html": file("text/html", HTML),
  "/doc/drawing.svg": file("image/svg+xml", SVG),
  "/doc/%22%0d%0aset-cookie:a=1": file("application/zip", "PK"),
  "/html.png": file("image/png", HTML),
  "/svg.png": file("image/png", SVG),
  "/empty.png": file("image/png", ""),
  "/short.png": file("image/png", PNG_HEAD.subarray(0, 4)),
  "/moved.png": page(302, { location: "/cat.png" }),
  "/moved-inside.png": page(307, { location: "http://127.0.0.1:5432/" }),
  "/cached.png": page(304, {}),
  "/nothing.png": page(204, {}),
  "/bomb.png": file("image/png", gzipSync(PNG), { "content-encoding": "gzip" }),
  "/brotli.png": file("image/png", "…", { "content-encoding": "br" }),
  "/large.png": (_heard, response) => {
    response.writeHead(200, { "content-type": "image/png", "content-length": 26_214_401 });
    response.write(PNG_HEAD);
  },
  "/endless.png": endlessly(MEBIBYTE, { "content-type": "image/png" }),
  "/drip.png": endlessly(Buffer.from("x"), { "content-type": "image/png" }),
  "/drip-from-the-start.png": endlessly(Buffer.alloc(0), {}, Buffer.from("x")),
  "/silent.png": () => {},
  "/reset.png": (_heard, response) => {
    response.destroy();
  },
  "/half.png": (_heard, response) => {
    response.writeHead(200, { "content-type": "image/png", "content-length": PNG.length });
    response.write(PNG.subarray(0, 1_000), () => response.destroy());
  },
  "/ranges.mp4": ({ headers: { range } }, response) => {
    const [, first = 0, last = MP4.length - 1] = /^bytes=(\d+)-(\d+)?$/.exec(range ?? "") ?? [];
    const headers = { "content-type": "video/mp4" };
    if (range === undefined) return response.writeHead(200, headers).end(MP4);
    if (Number(first) >= MP4.length) return response.writeHead(416).end();
    const text = `bytes ${first}-${last}/${MP4.length}`;
    response.writeHead(206, { ...headers, "content-range": text });
    response.end(MP4.subarray(Number(first), Number(last) + 1));
  },
  "/later.png": part("bytes 16-17/200016", "image/png", Buffer.from("xx")),
  "/later.html": part("bytes 16-17/200016", "text/html", Buffer.from("xx")),
  "/large.mp4": part(`bytes 0-25/${26_214_401}`, "video/mp4", MP4),
  "/unnamed-part.mp4": page(206, { "content-type": "video/mp4" }, MP4),
  "/parts.mp4": page(206, { "content-type": "multipart/byteranges; boundary=a" }, "--a"),
};

let server: Awaited<ReturnType<typeof startLocalServer>>;
let other: typeof server;
/** Endless answers that somebody broke off. */
let cutOff = 0;

beforeAll(async () => {
  server = await startLocalServer((heard, response) => {
    const status = /^\/status\/(\d+)$/.exec(heard.path)?.[1];
    if (status !== undefined)
      page(Number(status), { "content-type": "image/png" }, PNG)(heard, response);
    else PATHS[heard.path]?.(heard, response);
  });
  other = await startLocalServer(file("image/png", PNG));
});
afterAll(() => Promise.all([server.close(), other.close()]));
beforeEach(() => {
  server.heard.length = 0;
  cutOff = 0;
});

const LIMITS = { headersMs: 10_000, totalMs: 20_000, bytesMax: 25 * 1024 * 1024 };

type Options = { range?: string; signal?: AbortSignal; limits?: Partial<typeof LIMITS> };
const get = (path: string, { range, signal, limits }: Options = {}) =>
  fetchMedia(
    server.url + path,
    {
      sandboxOrigin: server.url,
      range: range ?? null,
      signal: signal ?? new AbortController().signal,
    },
    { ...LIMITS, ...limits },
  );
const codeOf = async (outcome: Promise<MediaOutcome>) => {
  const found = await outcome;
  return found.status === "refused" ? found.code : found.status;
};
async function open(path: string, options: Options = {}) {
  const outcome = await get(path, options);
  if (outcome.status === "refused") throw new Error(outcome.code);
  const { status, headers, body } = outcome;
  return { status, headers: Object.fromEntries(headers), response: new Response(body), body };
}
const bytesOf = async ({ response }: Awaited<ReturnType<typeof open>>) =>
  Buffer.from(await response.arrayBuffer());

describe("a file that may be shown", () => {
  test("comes whole, with headers of ours only", async () => {
    const cat = await open("/cat.png");
    expect(cat.status).toBe(200);
    expect(cat.headers).toEqual({
      "accept-ranges": "bytes",
      "cache-control": "private, max-age=3600",
      "content-disposition": "inline",
      "content-length": String(PNG.length),
      "content-security-policy": "sandbox; default-src 'none'",
      "content-type": "image/png",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
    });
    expect((await bytesOf(cat)).equals(PNG)).toBe(true);
  });

  test("is asked for with nothing of the viewer's", async () => {
    await bytesOf(await open("/cat.png"));
    const { method, headers } = server.heard[0] ?? {};
    expect(method).toBe("GET");
    expect(Object.keys(headers ?? {}).sort()).toEqual([
      "accept",
      "accept-encoding",
      "connection",
      "host",
      "user-agent",
    ]);
  });

  test("has the type that it really is", async () => {
    expect((await open("/wrong-type.png")).headers["content-type"]).toBe("image/png");
  });
});

describe("a file that is saved", () => {
  test.each([
    ["/doc/invoice%20%D1%96.pdf", "application/pdf", "invoice%20%D1%96.pdf"],
    ["/doc/page.html", "application/octet-stream", "page.html"],
    ["/doc/drawing.svg", "application/octet-stream", "drawing.svg"],
    ["/doc/%22%0d%0aset-cookie:a=1", "application/octet-stream", "___set-cookie_a_1"],
  ])("%s", async (path, type, name) => {
    const { headers } = await open(path);
    expect(headers).toMatchObject({
      "content-type": type,
      "content-disposition": `attachment; filename*=UTF-8''${name}`,
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
    });
  });
});

describe("refused", () => {
  test.each([
    ["/html.png", "media.not-allowed"],
    ["/svg.png", "media.not-allowed"],
    ["/empty.png", "media.not-allowed"],
    ["/short.png", "media.not-allowed"],
    ["/moved.png", "media.not-allowed"],
    ["/moved-inside.png", "media.not-allowed"],
    ["/cached.png", "media.not-allowed"],
    ["/bomb.png", "media.not-allowed"],
    ["/brotli.png", "media.not-allowed"],
    ["/large.png", "media.too-large"],
    ["/large.mp4", "media.too-large"],
    ["/unnamed-part.mp4", "media.unreachable"],
    ["/parts.mp4", "media.unreachable"],
    ["/nothing.png", "media.unreachable"],
    ["/reset.png", "media.unreachable"],
    ["/status/403", "media.expired"],
    ["/status/404", "media.expired"],
    ["/status/410", "media.expired"],
    ["/status/400", "media.unreachable"],
    ["/status/401", "media.unreachable"],
    ["/status/429", "media.unreachable"],
    ["/status/500", "media.unreachable"],
    ["/status/503", "media.unreachable"],
  ])("%s: %s, after one request", async (path, code) => {
    expect(await codeOf(get(path))).toBe(code);
    expect(server.heard.map((heard) => heard.path)).toEqual([path]);
  });

  test("what does not answer in time", async () => {
    expect(await codeOf(get("/silent.png", { limits: { headersMs: 100 } }))).toBe(
      "media.unreachable",
    );
    expect(await codeOf(get("/silent.png", { limits: { totalMs: 100 } }))).toBe(
      "media.unreachable",
    );
    expect(await codeOf(get("/drip-from-the-start.png", { limits: { totalMs: 100 } }))).toBe(
      "media.unreachable",
    );
    await until("the line is cut", async () => cutOff === 1);
  });

  test("nobody at the address", async () => {
    const gone = await startLocalServer(() => {});
    await gone.close();
    const wanted = { sandboxOrigin: gone.url, range: null, signal: new AbortController().signal };
    expect(await codeOf(fetchMedia(`${gone.url}/a.png`, wanted))).toBe("media.unreachable");
  });

  test("another address than Meta's or the sandbox's, without a request", async () => {
    const signal = new AbortController().signal;
    const fromOther = (sandboxOrigin: string | null) =>
      codeOf(fetchMedia(`${other.url}/a.png`, { sandboxOrigin, range: null, signal }));
    expect(await fromOther(server.url)).toBe("media.not-allowed");
    expect(await fromOther(null)).toBe("media.not-allowed");
    expect(other.heard).toEqual([]);
    expect(await fromOther(other.url)).toBe(200);
  });

  test("a sandbox that is not on loopback", async () => {
    const sandboxOrigin = "http://10.0.0.1";
    const wanted = { sandboxOrigin, range: null, signal: new AbortController().signal };
    expect(await codeOf(fetchMedia(`${sandboxOrigin}/a.png`, wanted))).toBe("media.not-allowed");
  });
});

describe("broken off, so that nobody takes it for whole", () => {
  test.each([
    ["too many bytes", "/endless.png", { bytesMax: 3 * 1024 * 1024 }, 1],
    ["too slow", "/drip.png", { totalMs: 300 }, 1],
    ["shorter than it said", "/half.png", {}, 0],
  ])("%s", async (_why, path, limits, cuts) => {
    const file = await open(path, { limits });
    await expect(bytesOf(file)).rejects.toThrow("The file broke off");
    await until("the line is cut", async () => cutOff === cuts);
  });

  test("no more is read than the limit", async () => {
    const bytesMax = 3 * 1024 * 1024;
    const { body } = await open("/endless.png", { limits: { bytesMax } });
    let bytes = 0;
    const read = async () => {
      for await (const chunk of body) bytes += chunk.length;
    };
    await expect(read()).rejects.toThrow("The file broke off");
    expect(bytes).toBeLessThanOrEqual(bytesMax);
    expect(bytes).toBeGreaterThan(0);
  });
});

describe("a client who leaves", () => {
  test("ends the fetch while the file runs", async () => {
    const { body } = await open("/endless.png");
    await body.cancel();
    await until("the line is cut", async () => cutOff === 1);
  });

  test("ends it before anything was read", async () => {
    const left = new AbortController();
    await open("/endless.png", { signal: left.signal });
    left.abort();
    await until("the line is cut", async () => cutOff === 1);
  });

  test("ends it before there was an answer", async () => {
    const left = new AbortController();
    const outcome = codeOf(get("/silent.png", { signal: left.signal }));
    await until("the request is there", async () => server.heard.length === 1);
    left.abort();
    expect(await outcome).toBe("media.unreachable");
  });
});

describe("parts of a film", () => {
  test.each([
    ["bytes=0-", "bytes 0-25/26", MP4],
    ["bytes=0-1", "bytes 0-1/26", MP4.subarray(0, 2)],
    ["bytes=16-25", "bytes 16-25/26", Buffer.from("0123456789")],
  ])("%s", async (range, contentRange, bytes) => {
    const file = await open("/ranges.mp4", { range });
    expect(file.status).toBe(206);
    expect(file.headers).toMatchObject({
      "content-range": contentRange,
      "content-type": "video/mp4",
      "x-content-type-options": "nosniff",
    });
    expect((await bytesOf(file)).equals(bytes)).toBe(true);
  });

  test.each(["bytes=0-1,5-6", "lines=1-2", "bytes=-", "bytes=0-1\r\nx: y", ""])(
    "%j is not passed on",
    async (range) => {
      expect((await open("/ranges.mp4", { range })).status).toBe(200);
      expect(server.heard[0]?.headers).not.toHaveProperty("range");
    },
  );

  test("that are not there", async () => {
    expect(await codeOf(get("/ranges.mp4", { range: "bytes=900-" }))).toBe("media.bad-range");
  });

  test("a later part of what has to be looked at is not shown", async () => {
    expect(await codeOf(get("/later.png", { range: "bytes=16-17" }))).toBe("media.not-allowed");
    const { headers } = await open("/later.html", { range: "bytes=16-17" });
    expect(headers["content-type"]).toBe("application/octet-stream");
  });
});
