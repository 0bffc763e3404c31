"use server";

import { z } from "zod";
import { action } from "#app/_server.ts";
import { assignAgent as assign, changeSettings } from "#lib/channels/change-channel.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { retryChannel } from "#lib/channels/retry-channel.ts";
import { agentIdSchema, registrationSchema } from "#lib/forms/channels.ts";
import { services } from "#lib/services.ts";

export const connectPage = action({
  input: registrationSchema,
  run: async (input, viewer) => registerChannel(await services(), viewer, input),
});

export const switchAi = action({
  input: z.object({ id: z.uuid(), ai_enabled: z.boolean() }),
  run: async (input, viewer) => changeSettings(await services(), viewer, input),
});

export const assignAgent = action({
  input: z.object({ id: z.uuid(), agent_id: agentIdSchema }),
  run: async (input, viewer) => assign(await services(), viewer, input),
});

export const tryChannelAgain = action({
  input: z.object({ id: z.uuid() }),
  run: async (input, viewer) => retryChannel(await services(), viewer, input),
});
