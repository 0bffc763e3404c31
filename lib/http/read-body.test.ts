import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readBody } from "./read-body.ts";

const post = (body: BodyInit | null, headers: Record<string, string> = {}) =>
  new Request("http://local/", { method: "POST", body, headers, duplex: "half" } as RequestInit);
const inChunks = (chunks: Uint8Array[]) => {
  let pulled = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = chunks[pulled];
        pulled += 1;
        if (chunk === undefined) controller.close();
        else controller.enqueue(chunk);
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, pulled: () => pulled };
};
const kilobyte = () => new Uint8Array(1_024);

test("gives the very bytes, whatever they are and however they come", async () => {
  const parts = fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(parts, async (chunks) => {
      const body = await readBody(post(inChunks(chunks).stream), 1_000);
      expect(body && Buffer.from(body)).toEqual(Buffer.concat(chunks));
    }),
  );
});

test("keeps a byte order mark and bytes that are no UTF-8", async () => {
  const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0xff, 0x7d]);
  expect(await readBody(post(bytes), 10)).toEqual(bytes);
});

test("no body is no bytes", async () => {
  expect(await readBody(post(null), 10)).toEqual(new Uint8Array());
});

describe("too much", () => {
  test("exactly the limit is read, one byte more is not", async () => {
    expect(await readBody(post(kilobyte()), 1_024)).toHaveLength(1_024);
    expect(await readBody(post(kilobyte()), 1_023)).toBeNull();
  });

  test("announced, it is refused before a byte is read", async () => {
    const { stream, pulled } = inChunks([kilobyte()]);
    expect(await readBody(post(stream, { "content-length": "5000" }), 2_000)).toBeNull();
    expect(pulled()).toBe(0);
  });

  test("not announced or announced too small, reading stops at the limit", async () => {
    for (const headers of [{}, { "content-length": "10" }, { "content-length": "many" }]) {
      const { stream, pulled } = inChunks(Array.from({ length: 1_000 }, kilobyte));
      expect(await readBody(post(stream, headers as Record<string, string>), 2_500)).toBeNull();
      expect(pulled()).toBeLessThan(5);
    }
  });
});
