const MANY = { quick_replies: "quick_reply", attachments: "file", images: "file" } as const;
const ONE = { text: "text", quick_replies: "quick_replies", template: "card" } as const;

export type Where = "text" | "quick_replies" | "quick_reply" | "file" | "card";

/** Which part of an answer a problem's path leads to, counted from 1 where there may be several. */
export function placeOfProblem(field: string): { where: Where; number: number } {
  const [part = "", index = ""] = field.split(".");
  if (/^\d+$/.test(index) && isKey(MANY, part)) {
    return { where: MANY[part], number: Number(index) + 1 };
  }
  return { where: isKey(ONE, part) ? ONE[part] : "file", number: 1 };
}

function isKey<Places extends object>(places: Places, part: string): part is keyof Places & string {
  return Object.hasOwn(places, part);
}
