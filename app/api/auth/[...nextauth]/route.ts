import NextAuth from "next-auth";
import { guardedSignIn } from "#lib/auth/guarded-sign-in.ts";
import { authOptions } from "#lib/auth/options.ts";
import { shareWithNextAuth } from "#lib/env.ts";
import { addressOf } from "#lib/http/client-address.ts";
import { tooManyRequests } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

async function handle(request: Request, context: Context): Promise<Response> {
  const needs = await services();
  const { settings } = needs;
  shareWithNextAuth(settings);
  const refusal: { waitMs?: number } = {};
  const options = authOptions({
    secret: settings.AUTH_SECRET,
    async signIn(credentials) {
      const outcome = await guardedSignIn(needs, credentials, addressOf(request.headers));
      if ("user" in outcome) return outcome.user;
      refusal.waitMs = outcome.waitMs;
      return null;
    },
  });
  const answer: Response = await NextAuth(options)(request, context);
  if (refusal.waitMs === undefined) return answer;
  // next-auth's own client reads what went wrong from an address.
  const url = `${settings.APP_BASE_URL}/login?error=TooManyTries`;
  return tooManyRequests(refusal.waitMs, { url });
}

export { handle as GET, handle as POST };
