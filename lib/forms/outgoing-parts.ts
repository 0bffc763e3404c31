import type { Attachment, Content, Source, Template } from "./outgoing-content.ts";
import { splitText } from "./split-text.ts";
import type { Platform } from "./views.ts";

/** More messages in a row than a customer would read. */
export const PARTS_MAX = 20;

/** One of Meta's messages. */
export type OutgoingPart = {
  /** What it says in words; null for a file. */
  text: string | null;
  /** Null when `text` says it all. */
  content: Content | null;
  /** Its files and cards, in the shape in which Meta tells of a customer's. */
  attachments: unknown[];
};

/**
 * The messages that Meta takes for what somebody says at once, in the order in which they are sent:
 * text that is too long in several, then what is beside it, because Meta takes no caption. Text with
 * quick replies comes last: Meta hides them as soon as anything follows.
 */
export function toParts(content: Content, platform: Platform): OutgoingPart[] {
  const { text = "", quick_replies = [], attachment, images = [], template } = content;
  const attachments = [content.attachments ?? [], attachment ?? []].flat();
  const texts = splitText(text, platform).map((words) => plain(words));
  const others = [
    ...imageParts(images, platform),
    ...attachments.map(attachmentPart),
    ...(template === undefined ? [] : [templatePart(template)]),
  ];
  const last = texts.at(-1);
  if (quick_replies.length === 0 || last === undefined || last.text === null) {
    return [...texts, ...others];
  }
  const asked = { ...last, content: { text: last.text, quick_replies } };
  return [...texts.slice(0, -1), ...others, asked];
}

function plain(text: string): OutgoingPart {
  return { text, content: null, attachments: [] };
}

function attachmentPart(attachment: Attachment): OutgoingPart {
  return { text: null, content: { attachment }, attachments: [toShown(attachment)] };
}

/** Instagram takes several images in one message, Messenger one in each. */
function imageParts(images: readonly Source[], platform: Platform): OutgoingPart[] {
  const typed = images.map((image): Attachment => ({ type: "image", ...image }));
  if (platform === "facebook" || images.length < 2) return typed.map(attachmentPart);
  return [{ text: null, content: { images: [...images] }, attachments: typed.map(toShown) }];
}

function templatePart(template: Template): OutgoingPart {
  return {
    text: wordsOf(template),
    content: { template },
    attachments: [{ type: "template", payload: template }],
  };
}

function wordsOf(template: Template): string | null {
  if (template.template_type === "button") return template.text;
  if (template.template_type === "media") return null;
  return template.elements.map(({ title }) => title).join("\n");
}

function toShown({ type, ...payload }: Attachment) {
  return { type, payload };
}
