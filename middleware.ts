import { type NextRequest, NextResponse } from "next/server";
import { getToken } from "next-auth/jwt";
import { frontDoorEnv } from "#lib/env.ts";

/**
 * A convenience: the signed-out are sent to the login page before a page is rendered. It is never
 * the lock; every page, action and route asks for the viewer itself.
 */
export async function middleware(request: NextRequest): Promise<NextResponse> {
  const { AUTH_SECRET, APP_BASE_URL } = frontDoorEnv();
  const token = await getToken({
    req: request,
    secret: AUTH_SECRET,
    secureCookie: APP_BASE_URL.startsWith("https:"),
  });
  if (token !== null) return NextResponse.next();
  const login = new URL("/login", APP_BASE_URL);
  login.searchParams.set("callbackUrl", request.nextUrl.pathname);
  return NextResponse.redirect(login);
}

export const config = { matcher: ["/inbox/:path*", "/settings/:path*"] };
