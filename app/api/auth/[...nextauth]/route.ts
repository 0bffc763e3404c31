import NextAuth from "next-auth";
import { authOptions } from "#lib/auth/options.ts";
import { shareWithNextAuth } from "#lib/env.ts";
import { services } from "#lib/services.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

async function handle(request: Request, context: Context): Promise<Response> {
  const { db, settings } = await services();
  shareWithNextAuth(settings);
  return NextAuth(authOptions({ db, secret: settings.AUTH_SECRET }))(request, context);
}

export { handle as GET, handle as POST };
