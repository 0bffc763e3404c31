import type { Product } from "./running-product.ts";
import { until } from "./until.ts";

type Event = Record<string, unknown>;

let people = 20_000;

/** A person's id at the page; each call another person, whom the sandbox knows. */
export async function somebody({ sandbox }: Pick<Product, "sandbox">, page: string) {
  people += 1;
  const answer = await fetch(`${sandbox}/control/guests?account_id=${page}&count=${people}`);
  const rows = (await answer.json()) as { person_id: string }[];
  return rows.at(-1)?.person_id ?? "";
}

/** What Meta sends of a customer's act at a page. */
export function by(person: string, page: string, act: Event, timestamp = Date.now()): Event {
  return { sender: { id: person }, recipient: { id: page }, timestamp, ...act };
}

/** A customer's text under this id of Meta's. */
export function says(person: string, page: string, mid: string, timestamp = Date.now()): Event {
  return by(person, page, { message: { mid, text: `text of ${mid}` } }, timestamp);
}

export function entryOf(page: string, ...messaging: unknown[]) {
  return { id: page, time: Date.now(), messaging };
}

export function frameOf(...entry: unknown[]) {
  return { object: "page", entry };
}

/** What dm-voice-agent has of a person, oldest first, once it is so much. */
export async function toldOf({ control }: Pick<Product, "control">, person: string, count: number) {
  return until(`dm-voice-agent has ${count} messages`, async () => {
    const { messages } = await control.voiceAgent();
    const told = messages.filter(({ external_user_id }) => external_user_id === person);
    return told.length >= count && told;
  });
}
