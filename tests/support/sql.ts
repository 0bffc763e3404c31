import type { Pool, QueryResultRow } from "pg";

export type Sql = ReturnType<typeof sqlOn>;

/** Asks a database in a template, whose values become parameters. */
export function sqlOn(connection: Pick<Pool, "query">) {
  return async <Rows extends QueryResultRow[] = QueryResultRow[]>(
    parts: TemplateStringsArray,
    ...values: unknown[]
  ): Promise<Rows> => {
    const text = parts.reduce((before, part, at) => `${before}$${at}${part}`);
    const { rows } = await connection.query(text, values);
    return rows as Rows;
  };
}
