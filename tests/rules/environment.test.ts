import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { expect, test } from "vitest";
import { ENV_NAMES } from "#lib/env.ts";

const LAUNCHER_NAMES = ["SANDBOX_PORT"];

const text = readFileSync(".env.example", "utf8");
const lines = text.split("\n");

test(".env.example names exactly the variables that are read, each once", () => {
  const named = lines.flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []);
  expect(named.toSorted()).toEqual([...ENV_NAMES, ...LAUNCHER_NAMES].toSorted());
});

test(".env.example holds no value, so a copy of it changes nothing", () => {
  expect(Object.values(parseEnv(text)).filter((value) => value !== "")).toEqual([]);
});

test("every variable in .env.example is explained on the line above it", () => {
  const unexplained = lines.filter(
    (line, at) => /^[A-Z_]+=/.test(line) && !/^# \S/.test(lines[at - 1] ?? ""),
  );
  expect(unexplained).toEqual([]);
});
