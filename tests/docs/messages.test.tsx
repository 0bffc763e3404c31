import { expect, test } from "vitest";
import en from "#app/_i18n/en.json";
import { inProject } from "#launch/project-root.ts";
import { EVENT_KINDS } from "#lib/intake/event-kind.ts";
import { handlerOf } from "#lib/intake/handlers.ts";
import { FIXTURES } from "#tests/fixtures/all.ts";
import { FIELD_OF, fieldOf, whyAbsent } from "#tests/fixtures/fields.ts";
import { OUTGOING, type OutgoingMember } from "#tests/fixtures/outgoing.ts";
import { incomingTables } from "./incoming-tables.ts";
import { toMarkdown } from "./markdown.ts";
import { outgoingTable } from "./outgoing-table.ts";

const ALL = Object.values(FIXTURES).flat();
const PLATFORMS = ["facebook", "instagram"] as const;
const tables = { incoming: incomingTables(), outgoing: outgoingTable() };

const KINDS = [...EVENT_KINDS, "unparsed"];

test.each(KINDS)("%s has a fixture, and one that is handled if there is a handler", (kind) => {
  const fixtures = ALL.filter((fixture) => fixture.kind === kind);
  expect(fixtures.length).toBeGreaterThan(0);
  for (const platform of PLATFORMS) {
    const there = fixtures.filter((fixture) => whyAbsent(fixture, platform) === null);
    const isHandled = there.some(({ becomes }) => becomes.ignored === undefined);
    if (there.length > 0) expect(isHandled).toBe(handlerOf(kind) !== undefined);
  }
});

test("every kind has a field, also those that a screen has a word for", () => {
  expect(KINDS.filter((kind) => !Object.hasOwn(FIELD_OF, kind))).toEqual([]);
  expect(Object.keys(en.events.type).toSorted()).toEqual(KINDS.toSorted());
  expect(ALL.filter(({ kind }) => fieldOf(kind, "facebook") === null)).toEqual([]);
});

test("every type of attachment that a screen has a word for has a fixture", () => {
  const { product: _, attachment: __, deleted: ___, ...types } = en.kinds;
  const shown = ALL.flatMap(({ becomes }) => becomes.row?.attachments ?? []);
  const seen = new Set(shown.map(({ type }) => type));
  expect(Object.keys(types).filter((type) => !seen.has(type))).toEqual([]);
});

/** The compiler asks for each. */
const MEMBERS: Readonly<Record<OutgoingMember, true>> = {
  text: true,
  quick_replies: true,
  attachments: true,
  images: true,
  "attachment.image": true,
  "attachment.audio": true,
  "attachment.video": true,
  "attachment.file": true,
  "template.button": true,
  "template.generic": true,
  "template.media": true,
};

test("everything that may be said is said", () => {
  const said = new Set<string>(OUTGOING.map(({ member }) => member));
  expect(Object.keys(MEMBERS).filter((member) => !said.has(member))).toEqual([]);
});

test("no two tests are called alike", () => {
  for (const list of [ALL, OUTGOING]) {
    const titles = list.map(({ title }) => title);
    expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([]);
  }
});

test("no cell is empty", () => {
  const rows = [...tables.incoming, tables.outgoing].flatMap((table) => table.rows);
  expect(
    rows.filter((cells) => cells.some((cell) => /^\W*$/.test(cell.replace(/^–$/, "x")))),
  ).toEqual([]);
});

const HEAD = `# Messages

Every kind of event that Meta delivers and every kind of message that goes out, on both platforms. \`npm run docs:messages\`
writes this file: from the bodies in \`tests/fixtures\` and what their tests hold them to, from the screens, which are
rendered for the words in it, and from the checks that come before a message goes out. A kind without a test makes it fail.

Whether anything may be sent at all is decided by the messaging window: [docs/wire/meta.md](wire/meta.md#send-api).
`;

test("docs/messages.md is what npm run docs:messages writes", async () => {
  const parts = [
    HEAD,
    "## In\n",
    ...tables.incoming.map(toMarkdown),
    "## Out\n",
    toMarkdown(tables.outgoing),
  ];
  await expect(parts.join("\n")).toMatchFileSnapshot(inProject("docs/messages.md"));
});
