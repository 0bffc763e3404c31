import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import type { Db } from "#db/client.ts";
import { signIn } from "./sign-in.ts";

const SESSION_SECONDS = 7 * 24 * 60 * 60;

/** next-auth's configuration: e-mail and password, the session an encrypted cookie with the user's id. */
export function authOptions({ db, secret }: { db: Db; secret: string }): NextAuthOptions {
  return {
    secret,
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: "/login", error: "/login" },
    providers: [
      Credentials({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        async authorize(credentials) {
          const { email, password } = credentials ?? {};
          if (typeof email !== "string" || typeof password !== "string") return null;
          return signIn(db, { email, password });
        },
      }),
    ],
    callbacks: {
      session: ({ session, token }) => ({ ...session, userId: token.sub }),
    },
  };
}
