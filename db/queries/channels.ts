import { and, asc, desc, eq, getTableColumns, isNull, lt, ne, or, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import {
  agentAssignments,
  type Channel,
  crmChannels,
  type NewChannel,
} from "#db/schema/channels.ts";
import { tenants } from "#db/schema/tenants.ts";

export type ChannelWithAgent = Channel & {
  agentId: string | null;
  /** Since when nothing is sent for its whole company; null when sending is on. */
  sendingPausedAt: Date | null;
};

const withAgent = {
  ...getTableColumns(crmChannels),
  agentId: agentAssignments.agentId,
  sendingPausedAt: tenants.sendingPausedAt,
};

/** Whether a person stopped sending, in the channel or for its whole company. */
export function isPaused({
  status,
  sendingPausedAt,
}: Pick<ChannelWithAgent, "status" | "sendingPausedAt">): boolean {
  return status === "paused" || sendingPausedAt !== null;
}

function selectChannels(db: Db) {
  return db
    .select(withAgent)
    .from(crmChannels)
    .innerJoin(tenants, eq(tenants.id, crmChannels.tenantId))
    .leftJoin(agentAssignments, eq(agentAssignments.channelId, crmChannels.id));
}

/** The channel that serves a page or Instagram account now, whoever owns it. */
export async function findServingChannel(
  db: Db,
  platformPageId: string,
): Promise<ChannelWithAgent | null> {
  const [row] = await selectChannels(db).where(
    and(eq(crmChannels.platformPageId, platformPageId), ne(crmChannels.status, "disconnected")),
  );
  return row ?? null;
}

/** For workers, which act for every tenant. */
export async function findChannelById(db: Db, id: string): Promise<ChannelWithAgent | null> {
  const [row] = await selectChannels(db).where(eq(crmChannels.id, id));
  return row ?? null;
}

type Owned<Rest = unknown> = { tenantId: string } & Rest;

export async function findChannel(
  db: Db,
  { tenantId, id }: Owned<{ id: string }>,
): Promise<ChannelWithAgent | null> {
  const [row] = await selectChannels(db).where(
    and(eq(crmChannels.tenantId, tenantId), eq(crmChannels.id, id)),
  );
  return row ?? null;
}

export function listChannelsOf(db: Db, { tenantId }: Owned): Promise<ChannelWithAgent[]> {
  return selectChannels(db)
    .where(eq(crmChannels.tenantId, tenantId))
    .orderBy(asc(crmChannels.createdAt), asc(crmChannels.id));
}

/** The tenant's channel of a page that was disconnected last. */
export async function findDisconnectedChannel(
  db: Db,
  { tenantId, platformPageId }: Owned<{ platformPageId: string }>,
): Promise<ChannelWithAgent | null> {
  const [row] = await selectChannels(db)
    .where(
      and(
        eq(crmChannels.tenantId, tenantId),
        eq(crmChannels.platformPageId, platformPageId),
        eq(crmChannels.status, "disconnected"),
      ),
    )
    .orderBy(desc(crmChannels.statusChangedAt))
    .limit(1);
  return row ?? null;
}

/** Whether another channel, of any tenant, is served by the page's subscription. */
export async function isPageServedElsewhere(
  db: Db,
  { id, facebookPageId }: Pick<Channel, "id" | "facebookPageId">,
): Promise<boolean> {
  const rows = await db
    .select({ id: crmChannels.id })
    .from(crmChannels)
    .where(
      and(
        eq(crmChannels.facebookPageId, facebookPageId),
        ne(crmChannels.id, id),
        ne(crmChannels.status, "disconnected"),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** False when somebody serves the page already. */
export async function insertChannel(db: Db, channel: NewChannel): Promise<boolean> {
  const rows = await db
    .insert(crmChannels)
    .values(channel)
    .onConflictDoNothing()
    .returning({ id: crmChannels.id });
  return rows.length === 1;
}

export async function updateChannel(
  db: Db,
  { tenantId, id }: Owned<{ id: string }>,
  change: Partial<
    Pick<
      Channel,
      | "channelId"
      | "status"
      | "failedStep"
      | "lastError"
      | "aiEnabled"
      | "pauseOnPageAnswer"
      | "name"
      | "pictureUrl"
      | "pageAccessToken"
      | "facebookAccountId"
    >
  >,
): Promise<boolean> {
  const rows = await db
    .update(crmChannels)
    .set(change)
    .where(and(eq(crmChannels.tenantId, tenantId), eq(crmChannels.id, id)))
    .returning({ id: crmChannels.id });
  return rows.length === 1;
}

/** Null leaves what is there. False when nothing changed. */
export async function showChannelAs(
  db: Db,
  id: string,
  { name, pictureUrl }: { name: string | null; pictureUrl: string | null },
): Promise<boolean> {
  const isOther = or(
    name === null ? undefined : ne(crmChannels.name, name),
    pictureUrl === null ? undefined : sql`${crmChannels.pictureUrl} is distinct from ${pictureUrl}`,
  );
  if (isOther === undefined) return false;
  const rows = await db
    .update(crmChannels)
    .set({ ...(name === null ? {} : { name }), ...(pictureUrl === null ? {} : { pictureUrl }) })
    .where(and(eq(crmChannels.id, id), isOther))
    .returning({ id: crmChannels.id });
  return rows.length === 1;
}

/** False when the channel has no token, or serves again. */
export async function wipePageToken(db: Db, id: string): Promise<boolean> {
  const rows = await db
    .update(crmChannels)
    .set({ pageAccessToken: "" })
    .where(
      and(
        eq(crmChannels.id, id),
        eq(crmChannels.status, "disconnected"),
        ne(crmChannels.pageAccessToken, ""),
      ),
    )
    .returning({ id: crmChannels.id });
  return rows.length === 1;
}

/** The caller has checked that the channel is the tenant's. */
export async function setAssignment(
  db: Db,
  {
    channelId,
    agentId,
    assignedBy,
  }: { channelId: string; agentId: string | null; assignedBy: string | null },
): Promise<void> {
  if (agentId === null) {
    await db.delete(agentAssignments).where(eq(agentAssignments.channelId, channelId));
    return;
  }
  await db
    .insert(agentAssignments)
    .values({ channelId, agentId, assignedBy })
    .onConflictDoUpdate({
      target: agentAssignments.channelId,
      set: { agentId, assignedBy, assignedAt: new Date() },
    });
}

/** True for the one caller that may run the steps of connecting, for `seconds`. */
export async function claimSetup(db: Db, id: string, seconds: number): Promise<boolean> {
  const isFree = or(
    isNull(crmChannels.setupLeaseUntil),
    lt(crmChannels.setupLeaseUntil, sql`now()`),
  );
  const rows = await db
    .update(crmChannels)
    .set({ setupLeaseUntil: sql`now() + make_interval(secs => ${seconds})` })
    .where(and(eq(crmChannels.id, id), isFree))
    .returning({ id: crmChannels.id });
  return rows.length === 1;
}

export async function releaseSetup(db: Db, id: string): Promise<void> {
  await db.update(crmChannels).set({ setupLeaseUntil: null }).where(eq(crmChannels.id, id));
}
