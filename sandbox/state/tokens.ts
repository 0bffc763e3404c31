import { newCode, newToken } from "./random-ids.ts";

export const shortTokenSeconds = 5087;
export const longTokenSeconds = 5_183_944;
const codeMinutes = 10;

export type Token = {
  value: string;
  kind: "user" | "page";
  userId: string;
  pageId: string | null;
  isLongLived: boolean;
  issuedAt: number;
  /** Epoch ms; null: never. */
  expiresAt: number | null;
  /** Why Meta refuses it since it was taken back; null while it lives. */
  deadSubcode: number | null;
};

export type Code = {
  value: string;
  userId: string;
  clientId: string;
  redirectUri: string;
  expiresAt: number;
  isUsed: boolean;
};

export type TokenStore = { tokens: Map<string, Token>; codes: Map<string, Code> };

export function createTokenStore(): TokenStore {
  return { tokens: new Map(), codes: new Map() };
}

export function issueCode(
  store: TokenStore,
  grant: { userId: string; clientId: string; redirectUri: string; now: number },
): Code {
  const code: Code = {
    value: newCode(),
    userId: grant.userId,
    clientId: grant.clientId,
    redirectUri: grant.redirectUri,
    expiresAt: grant.now + codeMinutes * 60_000,
    isUsed: false,
  };
  store.codes.set(code.value, code);
  return code;
}

export function issueUserToken(
  store: TokenStore,
  given: { userId: string; isLongLived: boolean; now: number },
): Token {
  const seconds = given.isLongLived ? longTokenSeconds : shortTokenSeconds;
  return keep(store, {
    value: newToken(),
    kind: "user",
    userId: given.userId,
    pageId: null,
    isLongLived: given.isLongLived,
    issuedAt: given.now,
    expiresAt: given.now + seconds * 1000,
    deadSubcode: null,
  });
}

/** The page's token under this user token: dies with a short-lived one, never with a long-lived one. */
export function pageTokenUnder(store: TokenStore, user: Token, pageId: string, now: number): Token {
  const expiresAt = user.isLongLived ? null : user.expiresAt;
  for (const token of store.tokens.values()) {
    const isSame = token.kind === "page" && token.pageId === pageId && token.userId === user.userId;
    if (isSame && token.expiresAt === expiresAt && token.deadSubcode === null) return token;
  }
  return keep(store, {
    value: newToken(),
    kind: "page",
    userId: user.userId,
    pageId,
    isLongLived: user.isLongLived,
    issuedAt: now,
    expiresAt,
    deadSubcode: null,
  });
}

export type TokenFilter = { user_id?: string | undefined; page_id?: string | undefined };

/** Takes back the tokens of a page, of a user and all their pages, or all; answers how many. */
export function killTokens(store: TokenStore, filter: TokenFilter, subcode: number): number {
  const tokens = tokensOf(store, filter);
  for (const token of tokens) token.deadSubcode = subcode;
  return tokens.length;
}

/** The person grants again what was taken back; answers how many tokens live again. */
export function restoreTokens(store: TokenStore, filter: TokenFilter): number {
  const dead = tokensOf(store, filter).filter((token) => token.deadSubcode !== null);
  for (const token of dead) token.deadSubcode = null;
  return dead.length;
}

/** They look as if they had been issued that much earlier; answers how many. */
export function ageTokens(store: TokenStore, filter: TokenFilter, byMs: number): number {
  const tokens = tokensOf(store, filter);
  for (const token of tokens) {
    token.issuedAt -= byMs;
    if (token.expiresAt !== null) token.expiresAt -= byMs;
  }
  return tokens.length;
}

function tokensOf(store: TokenStore, filter: TokenFilter): Token[] {
  return [...store.tokens.values()].filter(
    (token) =>
      (filter.page_id === undefined || token.pageId === filter.page_id) &&
      (filter.user_id === undefined || token.userId === filter.user_id),
  );
}

function keep(store: TokenStore, token: Token): Token {
  store.tokens.set(token.value, token);
  return token;
}
