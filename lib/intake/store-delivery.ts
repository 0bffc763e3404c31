import type { Pool } from "pg";
import type { PgBoss } from "pg-boss";
import type { EVENT_SOURCES } from "#db/schema/webhook-events.ts";
import { insertStatement } from "#lib/queue/insert-statement.ts";
import { erasedMarks } from "./erased-mark.ts";
import { StoreBusyError } from "./errors.ts";
import { isTestSample } from "./is-test-sample.ts";
import type { NewEvent } from "./to-events.ts";

export type DeliveryToStore = {
  deliveryId: string;
  events: NewEvent[];
  /** The bytes, when the events' payloads are not faithful to them. */
  raw: Uint8Array | null;
  /** Whether an event is to be handled; the others are only kept. */
  isHandled(event: NewEvent): boolean;
  source?: (typeof EVENT_SOURCES)[number];
};

export type StoreDelivery = ReturnType<typeof createStoreDelivery>;

type Needs = {
  pool: Pick<Pool, "query">;
  boss: PgBoss;
  /** Of this installation: what the marks of erased customers are made with. */
  secret: string;
  /** Hears that Meta signed something that could not be read; it is stored all the same. */
  onUnparsed?(): void;
};

/**
 * Stores a delivery's new events and the jobs of their conversations in one statement: either both
 * are there after it, or neither. Events that were stored before change nothing, and what a customer
 * did before they were erased is not stored again, however late Meta repeats it.
 *
 * Its function throws {@link StoreBusyError} when too much waits already.
 */
export function createStoreDelivery({ pool, boss, secret, onUnparsed }: Needs) {
  const markOf = erasedMarks(secret);
  let statement: Promise<string> | undefined;
  let waiting = 0;

  const store = async (rows: string): Promise<void> => {
    statement ??= insertStatement(boss, "drain-conversation", JOBS).catch((error: unknown) => {
      // A failure must not be remembered, or nothing would be stored until a restart.
      statement = undefined;
      throw error;
    });
    const text = `${EVENTS}, ${await statement}`;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await pool.query({ name: "store-delivery", text, values: [rows] });
        return;
      } catch (error) {
        if (!isCollision(error) || attempt === COLLISION_ATTEMPTS) throw error;
      }
    }
  };

  return async (delivery: DeliveryToStore): Promise<void> => {
    const rows = JSON.stringify(toRows(delivery, markOf));
    if (waiting + rows.length > WAITING_CHARACTERS_MAX) throw new StoreBusyError();
    waiting += rows.length;
    try {
      await store(rows);
    } finally {
      waiting -= rows.length;
    }
    if (delivery.events.some(({ eventType }) => eventType === "unparsed")) onUnparsed?.();
  };
}

/** What may wait in memory for a database that does not answer; Meta delivers the rest again. */
const WAITING_CHARACTERS_MAX = 64 * 1024 * 1024;

/** Our own clock may be behind Meta's, and Meta's alone tells what came first. */
const CLOCK_TOLERANCE = "interval '10 minutes'";

/**
 * `locked` keeps a worker that is about to finish a conversation from missing what is stored here
 * (lib/queue/drain.ts). `ord` keeps `seq` in the order of the delivery. What claims to happen much
 * later than it was received happened then: it would make all that follows look old. A test of Meta's
 * dashboard may name no page; then the first tenant, the operator's own, sees it. What an erased
 * customer did up to then is left out; a scalar query, so that it stays one look into the primary key
 * per event. So are the receipts that follow, unless they have written again.
 */
const EVENTS = `
WITH input AS (
  SELECT * FROM json_to_recordset($1::text::json) AS e(
    ord int, id uuid, platform text, event_type text, page_id text, sender_id text, payload jsonb,
    dedupe_key text, conversation_key text, delivery_id uuid, raw text, status text,
    source text, occurred_at timestamptz, is_test boolean, mark text)
), stored AS (
  INSERT INTO webhook_events (id, platform, event_type, page_id, sender_id, payload, dedupe_key,
    conversation_key, delivery_id, raw, status, source, occurred_at, tenant_id, processed_at,
    last_error)
  SELECT e.id, e.platform, e.event_type, e.page_id, e.sender_id, coalesce(e.payload, 'null'::jsonb),
    e.dedupe_key, e.conversation_key, e.delivery_id, decode(e.raw, 'base64'), e.status,
    e.source, CASE WHEN e.occurred_at > now() + ${CLOCK_TOLERANCE} THEN now() ELSE e.occurred_at END,
    coalesce(c.tenant_id, CASE WHEN e.is_test THEN (SELECT id FROM tenants ORDER BY id LIMIT 1) END),
    CASE WHEN e.status = 'ignored' THEN now() END,
    CASE WHEN e.status = 'ignored' AND e.is_test THEN 'test_event' END
  FROM input e
  LEFT JOIN crm_channels c ON c.platform_page_id = e.page_id AND c.status <> 'disconnected'
  WHERE e.occurred_at > coalesce((SELECT (s.value->>'until')::timestamptz FROM system_state s
    WHERE s.key = e.mark), '-infinity')
    AND (e.event_type NOT IN ('read', 'delivery')
      OR NOT EXISTS (SELECT 1 FROM system_state s WHERE s.key = e.mark)
      OR EXISTS (SELECT 1 FROM conversations v
        WHERE v.crm_channel_id = c.id AND v.external_user_id = e.sender_id))
  ORDER BY e.ord
  ON CONFLICT (dedupe_key) DO NOTHING
  RETURNING conversation_key, status
), locked AS MATERIALIZED (
  SELECT conversation_key,
    pg_advisory_xact_lock_shared(hashtextextended('drain-conversation:' || conversation_key, 0))
  FROM (SELECT DISTINCT conversation_key FROM stored WHERE status = 'received') due
)`;

const JOBS = `
SELECT coalesce(json_agg(json_build_object(
  'singletonKey', conversation_key,
  'data', json_build_object('conversationKey', conversation_key))), '[]'::json)
FROM locked`;

function toRows(
  { events, deliveryId, raw, isHandled, source = "webhook" }: DeliveryToStore,
  markOf: (conversationKey: string) => string,
) {
  return events.map((event, ord) => ({
    ord,
    id: event.id,
    platform: event.platform,
    event_type: event.eventType,
    page_id: event.pageId,
    sender_id: event.senderId,
    payload: event.payload,
    dedupe_key: event.dedupeKey,
    conversation_key: event.conversationKey,
    delivery_id: deliveryId,
    raw: raw !== null && ord === 0 ? Buffer.from(raw).toString("base64") : null,
    status: isHandled(event) ? "received" : "ignored",
    source,
    occurred_at: event.occurredAt.toISOString(),
    is_test: isTestSample(event),
    mark: event.conversationKey === null ? null : markOf(event.conversationKey),
  }));
}

/** Two copies of one delivery at the same moment can wait for each other's rows. */
const COLLISION_ATTEMPTS = 3;
const DEADLOCK = "40P01";
const SERIALIZATION_FAILURE = "40001";

function isCollision(error: unknown): boolean {
  if (!(error instanceof Error && "code" in error)) return false;
  return error.code === DEADLOCK || error.code === SERIALIZATION_FAILURE;
}
