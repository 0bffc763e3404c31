import { z } from "zod";
import { AppError, type ErrorClass } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { MetaError } from "./errors.ts";
import type { GraphClient } from "./graph-client.ts";
import { metaIdSchema } from "./meta-id.ts";
import { type GrantedPage, PAGE_FIELDS, pageSchema, toGrantedPage } from "./page-row.ts";
import { cursorAfter, pagingSchema } from "./paging.ts";

const resultPageSchema = z.looseObject({ data: z.array(z.unknown()), paging: pagingSchema });

/** Whose list has more result pages than this gets the first ones; it also ends a cursor that never ends. */
const RESULT_PAGES_MAX = 100;

export type PageSource = {
  /** A user token. */
  token: string;
  granted: readonly string[];
  /** Pages that the grant names; those that no list shows are asked for one by one. */
  named: readonly string[];
};

/**
 * Every page that the person granted: those with a role of the person's own, those of the person's
 * business portfolios, and those that only the grant itself names. Each once, and with its token if
 * any of them has it. Once the person's own list is read, a failure costs only the pages that were
 * asked for with it.
 *
 * @throws {MetaError}
 */
export async function listGrantedPages(
  graph: GraphClient,
  { token, granted, named }: PageSource,
): Promise<GrantedPage[]> {
  const found = new Map<string, GrantedPage>();
  const add = (page: GrantedPage) => {
    const known = found.get(page.pageId);
    if (known === undefined || known.accessToken === null) found.set(page.pageId, page);
  };
  for (const page of await readPages(graph, token, "me/accounts")) add(page);
  const own = new Set(found.keys());
  const look = beginDiscovery();
  if (granted.includes("business_management")) {
    for (const page of await listBusinessPages(graph, token, look)) add(page);
  }
  // A portfolio's list may leave tokens out that the page itself gives; the person's own list does not.
  const unsure = [...found.values()].flatMap(({ pageId, blockedBy }) =>
    blockedBy === "no_token" && !own.has(pageId) ? [pageId] : [],
  );
  for (const pageId of [...named.filter((id) => !found.has(id)), ...unsure]) {
    const page = await look("page", () => readGrantedPage(graph, { token, pageId }));
    if (page !== null) add(page);
  }
  return [...found.values()];
}

/**
 * One page with its token, as the person behind a user token sees it; null when they do not.
 *
 * @throws {MetaError}
 */
export async function readGrantedPage(
  graph: GraphClient,
  { token, pageId }: { token: string; pageId: string },
): Promise<GrantedPage | null> {
  const query = { fields: PAGE_FIELDS };
  const page = await graph
    .call({ method: "get", path: encodeURIComponent(pageId), answer: pageSchema, token, query })
    .catch(nullWhenHidden);
  return page && toGrantedPage(page);
}

const businessSchema = z.looseObject({ id: metaIdSchema });

async function listBusinessPages(
  graph: GraphClient,
  token: string,
  look: Look,
): Promise<GrantedPage[]> {
  const rows = await look("businesses", () => walk(graph, token, "me/businesses", "id"));
  const found: GrantedPage[] = [];
  for (const row of rows ?? []) {
    const business = businessSchema.safeParse(row);
    if (!business.success) continue;
    for (const edge of ["owned_pages", "client_pages"]) {
      const path = `${business.data.id}/${edge}`;
      found.push(...((await look(edge, () => readPages(graph, token, path))) ?? []));
    }
  }
  return found;
}

/** What every further call would fail by, too, or make worse. */
const OF_ALL = new Set<ErrorClass>(["token-invalid", "rate-limited"]);

type Look = <Found>(call: string, run: () => Promise<Found>) => Promise<Found | null>;

/** Null for what cannot be read; once Meta does not answer at all, for everything. */
function beginDiscovery(): Look {
  let isOver = false;
  return async (call, run) => {
    if (isOver) return null;
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof AppError) || OF_ALL.has(error.class)) throw error;
      log.warn("pages not discovered", { call, code: error.code });
      isOver = isUnanswered(error);
      return null;
    }
  };
}

function isUnanswered(error: AppError): boolean {
  if (!(error instanceof MetaError)) return error.class === "not-yet";
  const { status, graphCode } = error.details;
  return status === undefined && graphCode === undefined;
}

/** Meta says in many ways that somebody may not see a thing. */
function nullWhenHidden(error: unknown): null {
  if (error instanceof MetaError && HIDDEN.has(error.kind)) return null;
  throw error;
}

const HIDDEN = new Set<MetaError["kind"]>(["permission-missing", "refused"]);

async function readPages(graph: GraphClient, token: string, path: string): Promise<GrantedPage[]> {
  const rows = await walk(graph, token, path, PAGE_FIELDS);
  return rows.flatMap((row) => {
    const page = pageSchema.safeParse(row);
    return page.success ? [toGrantedPage(page.data)] : [];
  });
}

/** The rows of a list over all its result pages. */
async function walk(graph: GraphClient, token: string, path: string, fields: string) {
  const rows: unknown[] = [];
  let after: string | null = null;
  for (let read = 0; read < RESULT_PAGES_MAX; read += 1) {
    const result = await graph.call({
      method: "get",
      path,
      answer: resultPageSchema,
      token,
      query: { fields, limit: "100", ...(after === null ? {} : { after }) },
    });
    rows.push(...result.data);
    after = cursorAfter(result.paging, after);
    if (after === null) break;
  }
  return rows;
}
