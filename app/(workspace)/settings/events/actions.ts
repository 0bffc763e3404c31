"use server";

import { z } from "zod";
import { action } from "#app/_server.ts";
import { decideHeld } from "#lib/attention/decide-held.ts";
import { tryAgain as tryThemAgain } from "#lib/attention/try-again.ts";
import { replayEvents } from "#lib/events/replay-events.ts";
import { bulkReplaySchema, DECISIONS, tryAgainSchema } from "#lib/forms/attention.ts";
import { services } from "#lib/services.ts";

export const tryAgain = action({
  input: tryAgainSchema,
  run: async ({ items }, viewer) => tryThemAgain(await services(), viewer, items),
});

/** Null when only an admin may. */
export const replayDeadEvents = action({
  input: bulkReplaySchema,
  run: async (bulk, viewer) =>
    viewer.role === "admin" ? replayEvents(await services(), viewer, bulk) : null,
});

export const decideMessage = action({
  input: z.strictObject({ id: z.uuid(), decision: z.enum(DECISIONS) }),
  run: async (input, viewer) => decideHeld(await services(), viewer, input),
});
