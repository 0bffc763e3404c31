import type { AuthorisedCall } from "#sandbox/meta/graph/graph-call.ts";
import { badParameter } from "#sandbox/meta/graph/graph-error.ts";
import type { Tappable } from "#sandbox/state/threads.ts";
import type { Account } from "#sandbox/world.ts";
import { findUpload } from "./find-upload.ts";
import { readPart } from "./send-schema.ts";
import { type Template, templateSchema } from "./template-schema.ts";

const instagramTemplates = ["generic", "button", "product"];

/** A template as its echo shows it; throws Meta's refusal when it breaks a limit. */
export function prepareTemplate(call: AuthorisedCall, account: Account, payload: unknown) {
  const template = readPart("message[attachment][payload]", templateSchema, payload);
  if (account.platform === "instagram" && !instagramTemplates.includes(template.template_type)) {
    throw badParameter(`Instagram has no ${template.template_type} template`, 2534015);
  }
  return {
    attachment: {
      type: "template",
      ...besidePayload(template),
      payload: echoed(call, template, account),
    },
    tappable: tappableOf(template),
  };
}

/** Echoes of cards bear the first one's title and link beside the payload. */
function besidePayload(template: Template) {
  if (template.template_type !== "generic") return {};
  const [first] = template.elements;
  return { title: first?.title, url: first?.default_action?.url ?? null };
}

/** Echoes name uploads by numbers, where the sender has to name them by text. */
function echoed(call: AuthorisedCall, template: Template, account: Account) {
  if (template.template_type !== "media") return template;
  const elements = template.elements.map(({ attachment_id, ...element }) => {
    if (attachment_id === undefined) return element;
    const upload = findUpload(call, account, { id: attachment_id, type: element.media_type });
    return { ...element, attachment_id: Number(upload.id) };
  });
  return { ...template, elements };
}

function tappableOf(template: Template): Tappable[] {
  const buttons =
    template.template_type === "button"
      ? template.buttons
      : template.template_type === "generic" || template.template_type === "media"
        ? template.elements.flatMap((element) => element.buttons ?? [])
        : [];
  return buttons.flatMap((button) =>
    button.type === "postback"
      ? [{ kind: "postback", title: button.title, payload: button.payload } as const]
      : [],
  );
}
