"use server";

import { z } from "zod";
import { action } from "#app/_server.ts";
import { writeAnswer } from "#lib/conversations/write-answer.ts";
import { answerSchema } from "#lib/forms/answers.ts";
import { services } from "#lib/services.ts";

export const sendAnswer = action({
  input: answerSchema.extend({ conversation_id: z.uuid() }),
  run: async (input, viewer) => writeAnswer(await services(), viewer, input),
});
