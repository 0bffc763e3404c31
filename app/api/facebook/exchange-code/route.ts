import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { finishConnect } from "#lib/accounts/finish-connect.ts";
import { json, problem } from "#lib/http/problem.ts";
import { MetaError } from "#lib/meta/errors.ts";
import { services } from "#lib/services.ts";

/** One line of printable ASCII, as Meta's codes and our states are. */
const word = z
  .string()
  .min(1)
  .max(4_096)
  .regex(/^[\x21-\x7e]+$/);

const REFUSALS = {
  invalid_state: "This sign-in attempt is not valid. Start again.",
  state_expired: "This sign-in attempt took too long. Start again.",
};

/** The callback page hands over what Facebook gave it; the answer never holds a token. */
export const POST = route({
  limit: "exchange-code",
  body: z.strictObject({ code: word, state: word }),
  async run({ viewer, body }) {
    try {
      const result = await finishConnect(await services(), viewer, { ...body, now: new Date() });
      if (result.outcome !== "connected") {
        return problem(400, result.outcome, REFUSALS[result.outcome]);
      }
      const { pages, instagram_accounts, missing_permissions } = result.view;
      return json({ account_id: result.accountId, pages, instagram_accounts, missing_permissions });
    } catch (error) {
      if (error instanceof MetaError && error.remedy !== "retry-later") {
        return problem(400, "code_rejected", "Facebook did not accept the sign-in. Start again.");
      }
      throw error;
    }
  },
});
