import { z } from "zod";
import { readListQuery } from "#app/api/_list-query.ts";
import { route } from "#app/api/_route.ts";
import { listMessages } from "#lib/conversations/list-messages.ts";
import { writeAnswer } from "#lib/conversations/write-answer.ts";
import { answerSchema } from "#lib/forms/answers.ts";
import { contentWords } from "#lib/forms/content-words.ts";
import { json, problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

const params = z.object({ id: z.uuid() });

export const GET = route({
  params,
  async run({ viewer, params, query }) {
    const list = readListQuery(query);
    if (list === null) return problem(400, "invalid_query", "cursor or limit is not valid.");
    const page = await listMessages(await services(), viewer, {
      conversation_id: params.id,
      ...list,
    });
    return page === null ? problem(404, "not_found", "There is no such conversation.") : json(page);
  },
});

const CONFLICTS = {
  outside_window: "Meta takes answers for 7 days after the customer's last message.",
  channel_disconnected: "The channel is disconnected. Connect it again first.",
  channel_paused: "Sending is paused in the channel or for the whole company. Resume it first.",
  client_id_taken: "Another answer was sent with this client_id.",
};

export const POST = route({
  limit: "write",
  params,
  body: answerSchema,
  // 20 messages of 2000 letters of which each is written as \uXXXX\uXXXX.
  bodyKibMax: 512,
  async run({ viewer, params: { id }, body }) {
    const outcome = await writeAnswer(await services(), viewer, { conversation_id: id, ...body });
    if (outcome.status !== "refused") {
      return json({ message: outcome.message }, outcome.status === "written" ? 201 : 200);
    }
    const { code } = outcome;
    if (code === "not_found") return problem(404, code, "There is no such conversation.");
    if (code !== "content_refused") return problem(409, code, CONFLICTS[code]);
    const errors = outcome.problems.map((each) => ({
      field: each.field,
      message: contentWords(each),
    }));
    return problem(422, "invalid_fields", "Meta would refuse the message as it is.", errors);
  },
});
