import { type NextRequest, NextResponse } from "next/server";
import { getToken } from "next-auth/jwt";

/**
 * A convenience: the signed-out are sent to the login page before a page is rendered. It is never
 * the lock; every page, action and route asks for the viewer itself.
 */
export async function middleware(request: NextRequest): Promise<NextResponse> {
  // Trimmed like lib/env.ts does, or a stray line end would keep everybody out.
  const AUTH_SECRET = process.env.AUTH_SECRET?.trim();
  const APP_BASE_URL = process.env.APP_BASE_URL?.trim();
  const token = await getToken({
    req: request,
    secret: AUTH_SECRET ?? "",
    secureCookie: APP_BASE_URL?.startsWith("https:") ?? true,
  });
  if (token !== null) return NextResponse.next();
  const login = new URL("/login", APP_BASE_URL ?? request.url);
  login.searchParams.set("callbackUrl", request.nextUrl.pathname);
  return NextResponse.redirect(login);
}

export const config = { matcher: ["/inbox/:path*", "/settings/:path*"] };
