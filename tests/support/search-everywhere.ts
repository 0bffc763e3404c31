import type { Pool } from "pg";

type Column = { table_schema: string; table_name: string; column_name: string };

/**
 * Where a text stands in a database: every column of every table of every schema is read, as text,
 * and bytes as bytes.
 */
export async function searchEverywhere(
  pool: Pick<Pool, "query">,
  needles: readonly string[],
): Promise<string[]> {
  const { rows } = await pool.query<Column>(`
    select c.table_schema, c.table_name, c.column_name from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')`);
  const places: string[] = [];
  for (const { table_schema, table_name, column_name } of rows) {
    const place = `"${table_schema}"."${table_name}"`;
    for (const needle of needles) {
      const found = await pool.query(
        `select 1 from ${place} t where strpos(t."${column_name}"::text, $1) > 0
          or strpos(t."${column_name}"::text, encode(convert_to($1, 'UTF8'), 'hex')) > 0 limit 1`,
        [needle],
      );
      if (found.rows.length > 0) places.push(`${place}.${column_name}: ${needle}`);
    }
  }
  return places;
}
