import { checkContent } from "#lib/forms/check-content.ts";
import { contentWords } from "#lib/forms/content-words.ts";
import { type AttachmentType, type Content, contentSchema } from "#lib/forms/outgoing-content.ts";
import { toParts } from "#lib/forms/outgoing-parts.ts";
import { TEXT_MAX, textLength } from "#lib/forms/text-limits.ts";
import { attachmentTypeOf, UPLOAD_BYTES_MAX } from "#lib/forms/upload-types.ts";
import type { Platform } from "#lib/forms/views.ts";
import { toMessage } from "#lib/meta/outgoing/to-message.ts";
import { PLATFORM_NAMES, titleOf } from "#tests/fixtures/fixture.ts";
import { ACTIONS, OUTGOING, type Outgoing } from "#tests/fixtures/outgoing.ts";
import { code, linked, NOTHING, type Table } from "./markdown.ts";

const TEST_FILE = "tests/integration/outgoing.int.test.ts";
const COLUMNS = ["What", "On", "Allowed", "Goes out as", "Limits", "Test"];
const PLATFORMS = ["facebook", "instagram"] as const;

/** Everything that can be said or done, on every platform. */
export function outgoingTable(): Table {
  const said = OUTGOING.flatMap((outgoing) => PLATFORMS.map((on) => rowOf(outgoing, on)));
  const done = Object.entries(ACTIONS).flatMap(([action, { title, limits }]) =>
    PLATFORMS.map((on) => {
      const goesOut = `${code("sender_action")} ${code(action)}`;
      return [title, PLATFORM_NAMES[on], "yes", goesOut, limits, testOf({ title }, on)];
    }),
  );
  return { title: "What we say and do", columns: COLUMNS, rows: [...said, ...done] };
}

function rowOf(outgoing: Outgoing, platform: Platform): string[] {
  const content = contentOf(outgoing);
  const name = PLATFORM_NAMES[platform];
  const test = testOf(outgoing, platform);
  const isTaken = checkContent(content, platform).length === 0;
  const refused = outgoing.refused?.[platform];
  if (!isTaken) {
    const why = refused === undefined ? "" : `not on ${name}: ${refused.why}`;
    return [outgoing.title, name, why, NOTHING, NOTHING, test];
  }
  const limits = limitsOf(outgoing, platform);
  return [outgoing.title, name, "yes", goesOutAs(content, platform), limits, test];
}

function contentOf({ content, upload }: Outgoing): Content {
  if (upload === undefined) return contentSchema.parse(content);
  const type = attachmentTypeOf(upload.type, "facebook");
  return contentSchema.parse({ attachment: { type, attachment_id: "1" } });
}

function testOf(outgoing: { title: string }, platform: Platform): string {
  return `${titleOf(outgoing, platform)}, ${linked(TEST_FILE)}`;
}

/** The members of each of Meta's messages. */
function goesOutAs(content: Content, platform: Platform): string {
  const parts = toParts(content, platform).map(({ text, content: more }) => {
    const { metadata: _, ...message } = toMessage(more ?? { text: text ?? "" }, "");
    return Object.entries(message)
      .map(([name, value]) => `${code(name)}${typeWords(value)}`)
      .join(" with ");
  });
  const counted = Object.entries(Object.groupBy(parts, (part) => part));
  return counted
    .map(([part, { length } = []]) => (length === 1 ? part : `${length} messages of ${part}`))
    .join(", then ");
}

function typeWords(value: unknown): string {
  if (typeof value !== "object" || value === null || !("type" in value)) return "";
  if (!("payload" in value) || typeof value.payload !== "object") return ` ${value.type}`;
  const template = Object.entries(value.payload ?? {}).find(([name]) => name === "template_type");
  return ` ${template?.[1] ?? ""} ${value.type}`.replace("  ", " ");
}

function limitsOf({ beyond, member, upload }: Outgoing, platform: Platform): string {
  const problems = beyond.flatMap((content) =>
    checkContent(contentSchema.parse(content), platform).map(
      (problem) => `${code(problem.field.replaceAll(/\.\d+/g, "[]"))} ${contentWords(problem)}`,
    ),
  );
  const text = member === "text" ? [textLimit(platform)] : [];
  const file = upload === undefined ? [] : [fileLimits(upload, platform)];
  return [...new Set([...text, ...problems, ...file])].join("; ");
}

function textLimit(platform: Platform): string {
  const unit = textLength("é", platform) === 1 ? "characters" : "bytes of UTF-8";
  return `${TEXT_MAX[platform]} ${unit} a message, split at words`;
}

/** Of those that a teammate may have. */
const MEDIA_TYPES = [
  ..."image/png image/jpeg image/gif image/webp audio/mpeg audio/mp4 audio/wav audio/ogg".split(
    " ",
  ),
  ..."video/mp4 video/webm video/quicktime application/pdf application/zip text/plain".split(" "),
];

function fileLimits({ type: mediaType }: File, platform: Platform): string {
  const type: AttachmentType = attachmentTypeOf(mediaType, platform) ?? "file";
  const taken = MEDIA_TYPES.filter((media) => attachmentTypeOf(media, platform) === type);
  return `${UPLOAD_BYTES_MAX[type] / 1024 / 1024} MB; such as ${taken.join(", ")}`;
}
