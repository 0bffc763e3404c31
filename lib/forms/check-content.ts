import type { ContentProblem } from "./content-problem.ts";
import type { Button, Content, QuickReply, Source, Template } from "./outgoing-content.ts";
import { PARTS_MAX, toParts } from "./outgoing-parts.ts";
import type { Platform } from "./views.ts";

/** Meta's limits (docs/wire/meta.md#send-api). */
const QUICK_REPLIES_MAX = 13;
const TITLE_MAX = 20;
const PAYLOAD_MAX = 1_000;
const BUTTONS_MAX = 3;
const BUTTON_TEXT_MAX = 640;
const CARDS_MAX = 10;
const CARD_TEXT_MAX = 80;

/** Everything in a message that its platform would refuse; empty when it may be sent. */
export function checkContent(content: Content, platform: Platform): ContentProblem[] {
  const { text, quick_replies = [], attachment, attachments, images, template } = content;
  const problems = [
    ...quick_replies.flatMap((reply, index) =>
      checkQuickReply(reply, `quick_replies.${index}`, platform),
    ),
    ...tooMany("quick_replies", quick_replies, QUICK_REPLIES_MAX),
    ...(attachment === undefined ? [] : checkSource(attachment, "attachment")),
    ...(attachments ?? []).flatMap((one, index) => checkSource(one, `attachments.${index}`)),
    ...(images ?? []).flatMap((image, index) => checkSource(image, `images.${index}`)),
    ...(template === undefined ? [] : checkTemplate(template, "template", platform)),
  ];
  const hasText = (text ?? "").trim() !== "";
  const hasMore =
    [attachment, template].some((given) => given !== undefined) ||
    [attachments, images].some((given) => (given ?? []).length > 0);
  if (!hasText && !hasMore) problems.push({ field: "text", code: "empty" });
  if (!hasText && quick_replies.length > 0) {
    problems.push({ field: "quick_replies", code: "needs_text" });
  }
  if (toParts(content, platform).length > PARTS_MAX) {
    problems.push({ field: "text", code: "too_many_messages", max: PARTS_MAX });
  }
  return problems;
}

function checkQuickReply(reply: QuickReply, at: string, platform: Platform): ContentProblem[] {
  const { content_type, title, payload, image_url } = reply;
  const problems = [
    ...tooLong(`${at}.title`, title, TITLE_MAX),
    ...tooLong(`${at}.payload`, payload, PAYLOAD_MAX),
    ...notHttps(`${at}.image_url`, image_url),
  ];
  if (content_type === "text") return [...missing(`${at}.title`, title), ...problems];
  if (platform === "instagram") {
    problems.push({ field: `${at}.content_type`, code: "not_on_instagram" });
  }
  return problems;
}

function checkTemplate(template: Template, at: string, platform: Platform): ContentProblem[] {
  switch (template.template_type) {
    case "button":
      return [
        ...missing(`${at}.text`, template.text),
        ...tooLong(`${at}.text`, template.text, BUTTON_TEXT_MAX),
        ...(template.buttons.length === 0
          ? [{ field: `${at}.buttons`, code: "missing" } as const]
          : []),
        ...checkButtons(template.buttons, `${at}.buttons`),
      ];
    case "generic":
      return [
        ...checkCount(template.elements, `${at}.elements`, CARDS_MAX),
        ...template.elements.flatMap((card, index) => checkCard(card, `${at}.elements.${index}`)),
      ];
    case "media":
      return [
        ...(platform === "instagram" ? [{ field: at, code: "not_on_instagram" } as const] : []),
        ...checkCount(template.elements, `${at}.elements`, 1),
        ...template.elements.flatMap((element, index) => [
          ...checkSource(element, `${at}.elements.${index}`),
          ...notFacebook(`${at}.elements.${index}.url`, element.url),
          ...checkButtons(element.buttons ?? [], `${at}.elements.${index}.buttons`),
        ]),
      ];
  }
}

type Card = Extract<Template, { template_type: "generic" }>["elements"][number];

function checkCard(card: Card, at: string): ContentProblem[] {
  const { title, subtitle, image_url, default_action, buttons = [] } = card;
  const isBare = !subtitle && !image_url && default_action === undefined && buttons.length === 0;
  return [
    ...missing(`${at}.title`, title),
    ...tooLong(`${at}.title`, title, CARD_TEXT_MAX),
    ...tooLong(`${at}.subtitle`, subtitle, CARD_TEXT_MAX),
    ...notHttps(`${at}.image_url`, image_url),
    ...notHttps(`${at}.default_action.url`, default_action?.url),
    ...checkButtons(buttons, `${at}.buttons`),
    ...(isBare ? [{ field: at, code: "bare_card" } as const] : []),
  ];
}

function checkButtons(buttons: readonly Button[], at: string): ContentProblem[] {
  return [
    ...tooMany(at, buttons, BUTTONS_MAX),
    ...buttons.flatMap((button, index) => checkButton(button, `${at}.${index}`)),
  ];
}

function checkButton(button: Button, at: string): ContentProblem[] {
  const problems: ContentProblem[] = [];
  if ("title" in button) {
    problems.push(...missing(`${at}.title`, button.title));
    problems.push(...tooLong(`${at}.title`, button.title, TITLE_MAX));
  }
  if ("payload" in button) {
    problems.push(...missing(`${at}.payload`, button.payload));
    problems.push(...tooLong(`${at}.payload`, button.payload, PAYLOAD_MAX));
  }
  if ("url" in button) problems.push(...notHttps(`${at}.url`, button.url));
  return problems;
}

function checkSource({ url, attachment_id }: Source, at: string): ContentProblem[] {
  const isOne = (url === undefined) !== (attachment_id === undefined);
  return isOne ? notHttps(`${at}.url`, url) : [{ field: at, code: "one_source" }];
}

function checkCount(items: readonly unknown[], field: string, max: number): ContentProblem[] {
  return items.length === 0 ? [{ field, code: "missing" }] : tooMany(field, items, max);
}

function tooMany(field: string, items: readonly unknown[], max: number): ContentProblem[] {
  return items.length > max ? [{ field, code: "too_many", max }] : [];
}

function tooLong(field: string, text: string | undefined, max: number): ContentProblem[] {
  return [...(text ?? "")].length > max ? [{ field, code: "too_long", max }] : [];
}

function missing(field: string, text: string | undefined): ContentProblem[] {
  return (text ?? "").trim() === "" ? [{ field, code: "missing" }] : [];
}

/** Meta fetches from public https addresses only. */
function notHttps(field: string, url: string | undefined): ContentProblem[] {
  return url === undefined || hostOf(url) !== null ? [] : [{ field, code: "not_https" }];
}

/** A media template shows what is at Facebook already. */
function notFacebook(field: string, url: string | undefined): ContentProblem[] {
  const host = url === undefined ? null : hostOf(url);
  if (host === null || /(^|\.)facebook\.com$/.test(host)) return [];
  return [{ field, code: "not_facebook" }];
}

function hostOf(url: string): string | null {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== "https:" || parsed.username !== "" || parsed.password !== "") {
    return null;
  }
  return parsed.hostname;
}
