import { createHash } from "node:crypto";
import { type Account, listAccounts } from "./world.ts";
import { guestNumberOf, guestsMax, newGuest } from "./world-guests.ts";
import type { Person } from "./world-people.ts";
import { people } from "./world-people.ts";

/**
 * The id under which an account knows a person: PSID or IGSID. The same person has another one
 * at every account, and the same ones in every run, so that tests can name them.
 */
export function personIdAt(account: Account, person: Person): string {
  const guestNumber = guestNumberOf(person.key);
  if (guestNumber === null) return spread(`${account.id}:${person.key}`, account).toString();
  return (firstGuestIdAt(account) + BigInt(guestNumber)).toString();
}

export function findPersonAt(account: Account, personId: string): Person | null {
  const named = namedPeopleAt(account).get(personId);
  if (named) return named;
  if (!/^\d{16,17}$/.test(personId)) return null;
  const guestNumber = BigInt(personId) - firstGuestIdAt(account);
  const isGuest = guestNumber > 0n && guestNumber <= BigInt(guestsMax);
  return isGuest ? newGuest(Number(guestNumber)) : null;
}

/** The account at which an id means somebody, whichever page it belongs to. */
export function findAccountOfPerson(personId: string): Account | null {
  return listAccounts().find((account) => findPersonAt(account, personId) !== null) ?? null;
}

const namedPeople = new Map<string, Map<string, Person>>();

function namedPeopleAt(account: Account): Map<string, Person> {
  const known = namedPeople.get(account.id);
  if (known) return known;
  const byId = new Map(people.map((person) => [personIdAt(account, person), person]));
  namedPeople.set(account.id, byId);
  return byId;
}

const firstGuestIds = new Map<string, bigint>();

// Guests are counted on from here, so that an id leads back to its guest without a table.
function firstGuestIdAt(account: Account): bigint {
  const known = firstGuestIds.get(account.id);
  if (known !== undefined) return known;
  const first = (spread(`${account.id}:guests`, account) / 1_000_000n) * 1_000_000n;
  firstGuestIds.set(account.id, first);
  return first;
}

// Messenger hands out 17 digits, Instagram 16; both lie beyond what a JS number holds exactly.
function spread(seed: string, account: Account): bigint {
  const number = BigInt(`0x${createHash("sha256").update(seed).digest("hex").slice(0, 15)}`);
  return account.platform === "messenger"
    ? 20_000_000_000_000_000n + (number % 9_999_999_999_000_000n)
    : 5_000_000_000_000_000n + (number % 999_999_999_000_000n);
}
