import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { z } from "zod";
import type { Load } from "./shape.ts";

export type Options = {
  isLong: boolean;
  /** Names, or beginnings of names; empty for all. */
  only: string[];
  seed: number;
  /** So many times the whole list, each time with the next seed. */
  runs: number;
  jsonFile: string | null;
  /** Goes on with what this file of an earlier call has already. */
  isResumed: boolean;
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
      runs: { type: "string", default: "1" },
      json: { type: "string" },
      resume: { type: "string" },
      docs: { type: "boolean", default: false },
      conversations: { type: "string" },
      messages: { type: "string" },
      seconds: { type: "string" },
      drain: { type: "string", default: "" },
    },
  });
  const usual = values.long ? LONG : SHORT;
  return {
    isLong: values.long,
    only: values.only.split(",").filter((name) => name !== ""),
    seed: number.parse(values.seed),
    runs: number.parse(values.runs),
    jsonFile: values.resume ?? values.json ?? null,
    isResumed: values.resume !== undefined,
    isForDocs: values.docs,
    load: {
      ...PLAIN,
      conversations: number.parse(values.conversations ?? usual.conversations),
      messages: number.parse(values.messages ?? usual.messages),
      seconds: number.parse(values.seconds ?? usual.seconds),
    },
    drainMs: 1_000 * number.parse(values.drain || (values.long ? 240 : 90)),
  };
}

const PLAIN = { batch: 1, ageMs: 0 };
const LONG: Load = { conversations: 300, messages: 10, seconds: 20, ...PLAIN };
const SHORT: Load = { conversations: 40, messages: 4, seconds: 4, ...PLAIN };
