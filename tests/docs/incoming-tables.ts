import type { Platform } from "#lib/forms/views.ts";
import { ALL_FIELDS } from "#lib/meta/subscriptions.ts";
import { FIXTURES } from "#tests/fixtures/all.ts";
import { fieldOf, whyAbsent } from "#tests/fixtures/fields.ts";
import { type Fixture, PLATFORM_NAMES, titleOf } from "#tests/fixtures/fixture.ts";
import { code, linked, NOTHING, type Table } from "./markdown.ts";
import { shownAs } from "./shown-as.tsx";
import { storedAs } from "./stored-as.ts";

const TEST_FILE = "tests/integration/fixtures.int.test.ts";
const COLUMNS = ["What", "On", "Received", "Stored as", "Shown as", "Test"];
const PLATFORMS = ["facebook", "instagram"] as const;

/** Every fixture on every platform. */
export function incomingTables(): Table[] {
  return Object.entries(FIXTURES).map(([title, fixtures]) => ({
    title,
    columns: COLUMNS,
    rows: fixtures.flatMap((fixture) => PLATFORMS.map((platform) => rowOf(fixture, platform))),
  }));
}

function rowOf(fixture: Fixture, platform: Platform): string[] {
  const { title, kind, becomes } = fixture;
  const name = PLATFORM_NAMES[platform];
  const absent = whyAbsent(fixture, platform);
  if (absent !== null) {
    return [title, name, `not on ${name}: ${absent}`, NOTHING, NOTHING, NOTHING];
  }
  const test = `${titleOf(fixture, platform)}, ${linked(TEST_FILE)}`;
  return [title, name, receivedAs(kind, platform), storedAs(becomes), shownAs(fixture), test];
}

function receivedAs(kind: string, platform: Platform): string {
  const field = fieldOf(kind, platform) ?? "";
  if (field === "any") return `${code(kind)}, in any field`;
  const isAskedFor = platform === "instagram" || ALL_FIELDS.includes(field);
  return `${code(kind)} of ${code(field)}${isAskedFor ? "" : ", which we do not subscribe"}`;
}
