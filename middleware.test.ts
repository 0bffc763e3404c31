import { NextRequest } from "next/server";
import { encode } from "next-auth/jwt";
import { afterEach, expect, test, vi } from "vitest";
import { middleware } from "./middleware.ts";

const SECRET = "a secret of this test";
const COOKIE = "next-auth.session-token";

afterEach(() => vi.unstubAllEnvs());

async function visit(cookie: string | null) {
  const headers = cookie === null ? {} : { cookie: `${COOKIE}=${cookie}` };
  const request = new NextRequest("http://localhost:3000/inbox", { headers });
  return (await middleware(request)).headers.get("location");
}

test.each([SECRET, `${SECRET}\r`, ` ${SECRET} `])(
  "a session passes with the secret %j",
  async (set) => {
    vi.stubEnv("AUTH_SECRET", set);
    vi.stubEnv("APP_BASE_URL", "http://localhost:3000");
    const session = await encode({ token: { sub: "1" }, secret: SECRET });
    expect(await visit(session)).toBeNull();
  },
);

test.each([null, "", "x", "a.b.c.d.e"])("%j is sent to the login page", async (cookie) => {
  vi.stubEnv("AUTH_SECRET", SECRET);
  vi.stubEnv("APP_BASE_URL", "http://localhost:3000");
  expect(await visit(cookie)).toBe("http://localhost:3000/login?callbackUrl=%2Finbox");
});
