import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allowedMediaUrl, sandboxOriginOf } from "./allowed-url.ts";

const SANDBOX = "http://127.0.0.1:4100";
const hrefOf = (text: string) => allowedMediaUrl(text, null)?.href ?? null;

describe("Meta's hosts", () => {
  test.each([
    "https://scontent.fbcdn.net/v/1.jpg?oh=1&oe=2",
    "https://scontent-waw2-1.xx.fbcdn.net/v/1.jpg",
    "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=x",
    "https://scontent.cdninstagram.com/v/1.mp4",
  ])("%s", (url) => {
    expect(hrefOf(url)).toBe(url);
  });

  test.each([
    ["HTTPS://SCONTENT.FBCDN.NET/A.JPG", "https://scontent.fbcdn.net/A.JPG"],
    ["https://scontent.fbcdn.net:443/a", "https://scontent.fbcdn.net/a"],
    ["https://scontent.fbcdn.net", "https://scontent.fbcdn.net/"],
    ["  https:\\\\scontent.fbcdn.net\\a ", "https://scontent.fbcdn.net/a"],
    ["https://s%63ontent.fbcdn.net/a", "https://scontent.fbcdn.net/a"],
  ])("%j is asked as %s", (written, asked) => {
    expect(hrefOf(written)).toBe(asked);
  });
});

describe("no other", () => {
  test.each([
    "",
    "scontent.fbcdn.net/a",
    "//scontent.fbcdn.net/a",
    "http://scontent.fbcdn.net/a",
    "ftp://scontent.fbcdn.net/a",
    "file://scontent.fbcdn.net/etc/passwd",
    "javascript:alert(1)//scontent.fbcdn.net",
    "data:image/png;base64,AAAA",
    "blob:https://scontent.fbcdn.net/1",
    "https://scontent.fbcdn.net:8443/a",
    "https://scontent.fbcdn.net:80/a",
    "https://user@scontent.fbcdn.net/a",
    "https://user:secret@scontent.fbcdn.net/a",
    "https://:secret@scontent.fbcdn.net/a",
    "https://fbcdn.net/a",
    "https://.fbcdn.net.evil.test/a",
    "https://fbcdn.net.evil.test/a",
    "https://evilfbcdn.net/a",
    "https://scontent-fbcdn.net/a",
    "https://scontent.fbcdn.net./a",
    "https://scontent.fbcdn.net.:443/a",
    "https://scontent.fbcdn.network/a",
    "https://graph.facebook.com/a",
    "https://fbcdn.net@169.254.169.254/",
    "https://scontent.fbcdn.net@169.254.169.254/",
    "https://scontent.fbcdn.net%40evil.test/",
    "https://evil.test\\@scontent.fbcdn.net/",
    "https://evil.test#@scontent.fbcdn.net/",
    "https://evil.test?.fbcdn.net/",
    "https://evil.test/.fbcdn.net",
    "https://evil.test\t/.fbcdn.net",
    "https://evil.test%2f.fbcdn.net/",
    "https://evil.test%00.fbcdn.net/",
    "http://127.0.0.1:5432",
    "https://127.0.0.1/",
    "http://[::ffff:127.0.0.1]",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::1]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::127.0.0.1]/",
    "https://[fe80::1]/",
    "https://[fd00:ec2::254]/",
    "https://[64:ff9b::7f00:1]/",
    "http://2130706433",
    "https://2130706433/",
    "http://0x7f.1",
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://0/",
    "http://localhost.",
    "https://localhost/",
    "https://localhost./",
    "https://127.0.0.1./",
    "https://127.0.0.1.fbcdn.net.evil.test/",
    "https://１２７.０.０.１/",
    "https://①②⑦.⓪.⓪.①/",
    "https://127。0。0。1/",
    "https://ｌｏｃａｌｈｏｓｔ/",
    "https://scontent.fbcdn.nеt/a",
    "https://scontent。fbcdn.net.evil.test/a",
  ])("%j", (url) => {
    expect(hrefOf(url)).toBeNull();
  });

  test("whatever is written, what is asked is https on a host of Meta's", () => {
    const piece = fc.constantFrom(
      ..."https: http: / // \\ @ : # ? . %2e %40 [ ] ::1 127.0.0.1 0x7f .fbcdn.net fbcdn.net".split(
        " ",
      ),
      ..."scontent .cdninstagram.com lookaside.fbsbx.com evil.test 443 8443 。 ．".split(" "),
      "\t",
      "\0",
    );
    const made = fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join(""));
    const written = fc.oneof(made, fc.webUrl(), fc.string({ unit: "binary" }));
    const prefixed = fc
      .tuple(fc.constantFrom("", "https://", "https://a.fbcdn.net"), written)
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(prefixed, (text) => {
        const url = allowedMediaUrl(text, null);
        if (url === null) return;
        // Read again by its written form, as whoever connects would.
        expect(url.href).toMatch(
          /^https:\/\/[a-z0-9.-]+\.(fbcdn\.net|fbsbx\.com|cdninstagram\.com)\//,
        );
        expect(new URL(url.href).host).toBe(url.host);
      }),
      { numRuns: 2_000 },
    );
  });

  test("no name below another domain", () => {
    fc.assert(
      fc.property(fc.domain(), fc.webPath(), (domain, path) => {
        fc.pre(!/\.(fbcdn\.net|fbsbx\.com|cdninstagram\.com)$/.test(domain));
        expect(hrefOf(`https://${domain}${path}`)).toBeNull();
        expect(hrefOf(`https://scontent.fbcdn.net.${domain}${path}`)).toBeNull();
        expect(hrefOf(`https://scontent.fbcdn.net@${domain}${path}`)).toBeNull();
      }),
    );
  });
});

describe("the sandbox", () => {
  test("is asked when there is one, and only its very origin", () => {
    expect(allowedMediaUrl(`${SANDBOX}/media/cat.png`, SANDBOX)?.href).toBe(
      `${SANDBOX}/media/cat.png`,
    );
    for (const other of [
      "http://127.0.0.1:4101/a",
      "http://127.0.0.1/a",
      "http://localhost:4100/a",
      "https://127.0.0.1:4100/a",
      "http://user@127.0.0.1:4100/a",
      "http://127.0.0.1:4100@evil.test/a",
    ]) {
      expect([other, allowedMediaUrl(other, SANDBOX)]).toEqual([other, null]);
    }
  });

  test.each([
    ["http://127.0.0.1:4100/graph", "http://127.0.0.1:4100"],
    ["http://localhost:4100/graph", "http://localhost:4100"],
    ["https://graph.facebook.com", null],
    ["https://localhost:4100/graph", null],
  ])("the Graph API at %s: %s", (graphUrl, origin) => {
    expect(sandboxOriginOf(graphUrl)).toBe(origin);
  });
});
