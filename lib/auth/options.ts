import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import type { Credentials as Pair } from "./guarded-sign-in.ts";

const SESSION_SECONDS = 7 * 24 * 60 * 60;

/** What next-auth needs to read a session: an encrypted cookie with the user's id. */
export function sessionOptions(secret: string): NextAuthOptions {
  return {
    secret,
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: "/login", error: "/login" },
    providers: [],
    callbacks: {
      session: ({ session, token }) => ({ ...session, userId: token.sub }),
    },
  };
}

type SignIn = (credentials: Pair) => Promise<{ id: string; email: string } | null>;

/** next-auth's whole configuration: signing in is by e-mail and password. */
export function authOptions({ secret, signIn }: { secret: string; signIn: SignIn }) {
  return {
    ...sessionOptions(secret),
    providers: [
      Credentials({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        async authorize(credentials) {
          const { email, password } = credentials ?? {};
          if (typeof email !== "string" || typeof password !== "string") return null;
          return signIn({ email, password });
        },
      }),
    ],
  };
}
