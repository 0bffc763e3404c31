import { z } from "zod";
import { listOf, optionalId, optionalText } from "./parts.ts";

const answerSchema = z.looseObject({
  payload: optionalText,
  follow_up: z.looseObject({ payload: optionalText }).nullish().catch(null),
});

const screenSchema = z
  .looseObject({ questions: z.record(z.string(), z.unknown()).catch({}).default({}) })
  .transform(({ questions }) =>
    Object.values(questions).flatMap((one) => {
      const { payload, follow_up } = answerSchema.safeParse(one).data ?? {};
      return [payload, follow_up?.payload].filter((answer) => answer != null);
    }),
  );

const messagingFeedbackSchema = z.looseObject({ feedback_screens: listOf(screenSchema) });
const responseFeedbackSchema = z.looseObject({ feedback: optionalText, mid: optionalId });

/** Answers to a feedback form, or what a customer thinks of one message. */
export const feedbackEventSchema = z.looseObject({
  messaging_feedback: messagingFeedbackSchema.nullish().catch(null),
  response_feedback: responseFeedbackSchema.nullish().catch(null),
});

/** What was answered, in the order of the form. */
export function answersOf({
  messaging_feedback,
  response_feedback,
}: z.infer<typeof feedbackEventSchema>): string[] {
  const form = messaging_feedback?.feedback_screens.flat() ?? [];
  return [...form, response_feedback?.feedback].filter((answer) => answer != null);
}
