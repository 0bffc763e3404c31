import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Token } from "#sandbox/state/tokens.ts";
import type { Params } from "./params.ts";

export type GraphCall = {
  sandbox: Sandbox;
  method: string;
  version: string;
  params: Params;
  /** `filedata` of a multipart body. */
  upload: File | null;
  /** Scheme, host and port under which this sandbox was called. */
  origin: string;
  now: number;
  /** The sandbox's time for logins and tokens, which tests move forward. */
  tokenNow: number;
};

/** Who is calling: a user, a page, or the app itself with its id and secret. */
export type Caller =
  | { kind: "user"; token: Token }
  | { kind: "page"; token: Token; pageId: string }
  | { kind: "app" };

export type AuthorisedCall = GraphCall & { caller: Caller };
