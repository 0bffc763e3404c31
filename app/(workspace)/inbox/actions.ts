"use server";

import { z } from "zod";
import { action } from "#app/_server.ts";
import { requestErasure } from "#lib/contacts/request-erasure.ts";
import { writeAnswer } from "#lib/conversations/write-answer.ts";
import { answerSchema } from "#lib/forms/answers.ts";
import { services } from "#lib/services.ts";

export const sendAnswer = action({
  input: answerSchema.extend({ conversation_id: z.uuid() }),
  run: async (input, viewer) => writeAnswer(await services(), viewer, input),
});

export const eraseContact = action({
  input: z.object({ conversation_id: z.uuid() }),
  run: async ({ conversation_id }, viewer) =>
    requestErasure(await services(), viewer, conversation_id),
});
