import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { startCrowd } from "#sandbox/meta/crowd.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { findAccount } from "#sandbox/world.ts";
import { guestsMax } from "#sandbox/world-guests.ts";
import { readBody } from "./read-body.ts";

const messagesMax = 200_000;

const crowdSchema = z
  .strictObject({
    account_id: z.string(),
    /** Number of the first guest. */
    first: z.number().int().min(1).default(1),
    people: z.number().int().min(1).max(guestsMax),
    messages_each: z.number().int().min(1).max(10_000),
    over_ms: z.number().int().min(0).max(3_600_000),
    text_prefix: z.string().max(500).default("Question"),
    /** Messages per delivery. */
    batch: z.number().int().min(1).max(1000).default(1),
    /** How long ago the messages say they were written. */
    age_ms: z.number().int().min(0).default(0),
    seed: z.number().int().default(1),
  })
  .refine(({ first, people }) => first + people - 1 <= guestsMax, "there are not so many guests")
  .refine(
    ({ people, messages_each }) => people * messages_each <= messagesMax,
    `more than ${messagesMax} messages`,
  );

export function beginCrowd(sandbox: Sandbox, body: string) {
  const asked = readBody(crowdSchema, body);
  const account = findAccount(asked.account_id);
  if (!account) throw new HTTPException(404, { message: `No account ${asked.account_id}` });
  const run = startCrowd(sandbox, {
    account,
    first: asked.first,
    people: asked.people,
    messagesEach: asked.messages_each,
    overMs: asked.over_ms,
    textPrefix: asked.text_prefix,
    batch: asked.batch,
    ageMs: asked.age_ms,
    seed: asked.seed,
  });
  return { run_id: run.id, mids: run.total };
}

export function showCrowd(sandbox: Sandbox, runId: string) {
  const run = sandbox.crowds.get(runId);
  if (!run) throw new HTTPException(404, { message: `No crowd ${runId}` });
  const { total, written, acknowledged, finishedAt } = run;
  return { total, written, acknowledged, all_written: finishedAt !== null };
}
