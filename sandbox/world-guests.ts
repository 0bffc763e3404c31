import type { Person } from "./world-people.ts";
import { people } from "./world-people.ts";

/** How many nameless customers there are for tests that need a crowd: guest-1, guest-2, … */
export const guestsMax = 99_999;

/** A person by key, guests included; null for a key of nobody. */
export function findPersonByKey(key: string): Person | null {
  const named = people.find((person) => person.key === key);
  if (named) return named;
  const number = guestNumberOf(key);
  return number === null ? null : newGuest(number);
}

export function newGuest(number: number): Person {
  return {
    key: `guest-${number}`,
    firstName: "Guest",
    lastName: String(number),
    username: `guest.${number}`,
  };
}

/** null when the key is no guest's. */
export function guestNumberOf(key: string): number | null {
  const number = Number(/^guest-([1-9]\d{0,4})$/.exec(key)?.[1] ?? 0);
  return number > 0 && number <= guestsMax ? number : null;
}
