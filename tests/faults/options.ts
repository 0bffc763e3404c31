import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { z } from "zod";
import type { Load } from "./shape.ts";

export type Options = {
  isLong: boolean;
  /** Names, or beginnings of names; empty for all. */
  only: string[];
  seed: number;
  jsonFile: string | null;
  /** Puts the table into docs/reliability.md. */
  isForDocs: boolean;
  load: Load;
  drainMs: number;
};

const number = z.coerce.number().int().min(1);

/** @throws for an option that it does not know. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      long: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      seed: { type: "string", default: String(randomInt(1, 1_000_000)) },
      json: { type: "string" },
      docs: { type: "boolean", default: false },
      conversations: { type: "string" },
      messages: { type: "string" },
      seconds: { type: "string" },
      drain: { type: "string", default: "90" },
    },
  });
  const usual = values.long ? LONG : SHORT;
  return {
    isLong: values.long,
    only: values.only.split(",").filter((name) => name !== ""),
    seed: number.parse(values.seed),
    jsonFile: values.json ?? null,
    isForDocs: values.docs,
    load: {
      ...PLAIN,
      conversations: number.parse(values.conversations ?? usual.conversations),
      messages: number.parse(values.messages ?? usual.messages),
      seconds: number.parse(values.seconds ?? usual.seconds),
    },
    drainMs: 1_000 * number.parse(values.drain),
  };
}

const PLAIN = { batch: 1, ageMs: 0 };
const LONG: Load = { conversations: 300, messages: 10, seconds: 20, ...PLAIN };
const SHORT: Load = { conversations: 40, messages: 4, seconds: 4, ...PLAIN };
