import { badParameter, GraphError } from "./graph-error.ts";

/** One wanted field: `picture.type(large){url}` → name, modifiers, inner selection. */
export type Field = { name: string; modifiers: Record<string, string>; inner: Field[] | null };

/** Reads Graph's field selection, or answers the fallback when there is none. */
export function readFields(selection: string | null, fallback: string): Field[] {
  const text = (selection ?? fallback).replaceAll(/\s/g, "");
  const cursor = { text, at: 0 };
  const fields = readList(cursor);
  if (cursor.at < text.length) throw syntaxError(cursor);
  return fields;
}

/** Picks the wanted fields of a node; unknown ones are refused, empty ones left out, id always there. */
export function pickFields(
  nodeType: string,
  fields: Field[],
  known: Record<string, (field: Field) => unknown>,
): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const field of fields) {
    const read = Object.hasOwn(known, field.name) ? known[field.name] : undefined;
    if (!read) {
      throw badParameter(
        `Tried accessing nonexisting field (${field.name}) on node type (${nodeType})`,
      );
    }
    const value = read(field);
    if (value !== undefined && value !== null) picked[field.name] = value;
  }
  if (picked.id === undefined && known.id) picked.id = known.id(idField);
  return picked;
}

/** The selection as it is asked for. */
export function writeFields(fields: Field[]): string {
  return fields
    .map(({ name, modifiers, inner }) => {
      const applied = Object.entries(modifiers).map(([key, value]) => `.${key}(${value})`);
      return `${name}${applied.join("")}${inner ? `{${writeFields(inner)}}` : ""}`;
    })
    .join(",");
}

const idField: Field = { name: "id", modifiers: {}, inner: null };

type Cursor = { text: string; at: number };

function readList(cursor: Cursor): Field[] {
  const fields = [readField(cursor)];
  while (cursor.text[cursor.at] === ",") {
    cursor.at += 1;
    fields.push(readField(cursor));
  }
  return fields;
}

function readField(cursor: Cursor): Field {
  const name = take(cursor, /^[a-z_][a-z0-9_]*/i);
  const modifiers: Record<string, string> = {};
  while (cursor.text[cursor.at] === ".") {
    const [, key = "", value = ""] = takeMatch(cursor, /^\.([a-z_]+)\(([^)]*)\)/i);
    modifiers[key] = value;
  }
  if (cursor.text[cursor.at] !== "{") return { name, modifiers, inner: null };
  cursor.at += 1;
  const inner = readList(cursor);
  if (cursor.text[cursor.at] !== "}") throw syntaxError(cursor);
  cursor.at += 1;
  return { name, modifiers, inner };
}

function take(cursor: Cursor, pattern: RegExp): string {
  return takeMatch(cursor, pattern)[0];
}

function takeMatch(cursor: Cursor, pattern: RegExp): RegExpExecArray {
  const match = pattern.exec(cursor.text.slice(cursor.at));
  if (!match) throw syntaxError(cursor);
  cursor.at += match[0].length;
  return match;
}

function syntaxError(cursor: Cursor) {
  return new GraphError(`Syntax error "Expected name." at character ${cursor.at}: ${cursor.text}`, {
    code: 2500,
  });
}
