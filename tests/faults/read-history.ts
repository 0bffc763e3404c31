import { z } from "zod";
import type { Fault, Injection } from "./fault.ts";
import type { History } from "./history.ts";
import type { System } from "./system.ts";
import { readWaiting } from "./waiting.ts";

const rowSchema = z.object({
  id: z.string(),
  direction: z.enum(["inbound", "outbound"]),
  handledBy: z.string(),
  mid: z.string().nullable(),
  status: z.string(),
  lastError: z.string().nullable(),
  isLate: z.boolean(),
  inReplyTo: z.string().nullable(),
});

const ROWS = `select id, direction, handled_by as "handledBy", external_message_id as mid, status,
  last_error as "lastError", is_late as "isLate", in_reply_to as "inReplyTo" from messages`;
const DEAD = `select count(*)::int as count from webhook_events
  where status = 'dead' and last_error is distinct from $1`;

/** Reads all three sides once everything is quiet; the leaks are added when the processes have ended. */
export async function readHistory(
  { sandbox, database }: System,
  {
    foreign,
    isRepaired = false,
    mayBeUnproven,
  }: Pick<Injection, "foreign"> & Pick<Fault, "isRepaired" | "mayBeUnproven">,
): Promise<History> {
  const truth = await sandbox.readVerdict();
  const bubbles = truth.threads.flatMap(({ account_id, person_id, bubbles: said }) =>
    said.map((bubble) => ({ conversation: `${account_id}:${person_id}`, ...bubble })),
  );
  const { rows } = await database.query(DEAD, [mayBeUnproven ?? null]);
  const [dead] = z.array(z.object({ count: z.number() })).parse(rows);
  return {
    written: bubbles
      .filter(({ from }) => from === "customer")
      // What is to be fetched from Meta's lists counts as if it had been delivered.
      .map(({ acknowledged, ...message }) => ({
        ...message,
        isAcknowledged: acknowledged || isRepaired,
      })),
    received: bubbles
      .filter(({ from }) => from === "page")
      .map((message) => {
        const isForeign = foreign.has(message.mid);
        // An id of ours in what others wrote is a forgery.
        return { ...message, isForeign, metadata: isForeign ? null : message.metadata };
      }),
    stored: truth.voice_agent.conversations.flatMap(({ messages }) =>
      messages.map(({ direction, external_msg_id: mid }) => ({ direction, mid })),
    ),
    rows: z.array(rowSchema).parse((await database.query(ROWS)).rows),
    deadEvents: dead?.count ?? 0,
    waiting: await readWaiting({ database }),
    leaks: [],
  };
}
