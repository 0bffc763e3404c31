import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { personIdAt } from "#sandbox/person-ids.ts";
import { findAccount } from "#sandbox/world.ts";
import { guestsMax, newGuest } from "#sandbox/world-guests.ts";
import { readInput } from "./read-body.ts";

const querySchema = z.object({
  account_id: z.string(),
  count: z.coerce.number().int().min(1).max(guestsMax),
});

/** The first guests with their ids at an account, for tests that need a crowd. */
export function listGuests(query: Record<string, string>) {
  const { account_id, count } = readInput(querySchema, query);
  const account = findAccount(account_id);
  if (!account) throw new HTTPException(404, { message: `No account ${account_id}` });
  return Array.from({ length: count }, (_, index) => {
    const guest = newGuest(index + 1);
    return { key: guest.key, person_id: personIdAt(account, guest) };
  });
}
