import type { PgBoss } from "pg-boss";
import { uuidv7 } from "uuidv7";
import type { Db } from "#db/client.ts";
import {
  type ChannelWithAgent,
  findDisconnectedChannel,
  findServingChannel,
  insertChannel,
  setAssignment,
  updateChannel,
} from "#db/queries/channels.ts";
import { listFacebookAccounts } from "#db/queries/facebook-accounts.ts";
import { isWorking, type Platform } from "#db/schema/channels.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import { errorCode } from "#lib/errors.ts";
import type { ChannelView } from "#lib/forms/views.ts";
import type { GrantedPage } from "#lib/meta/page-row.ts";
import { enqueue } from "#lib/queue/enqueue.ts";
import { type ConnectNeeds, connectChannel } from "./connect-channel.ts";
import { getChannel } from "./get-channel.ts";
import type { PagesNeeds } from "./list-pages.ts";
import { pageTokenCell } from "./page-token.ts";
import { readAccountPages } from "./read-account-pages.ts";
import { moveChannel } from "./transitions.ts";

type Needs = PagesNeeds &
  ConnectNeeds & { settings: { VOICE_AGENT_DEFAULT_AGENT_ID?: string | undefined } };

export type Registration =
  | { outcome: "created" | "existing"; channel: ChannelView }
  | { outcome: "page_not_found" | "held_elsewhere" | "not_connectable" };

/**
 * Makes a page or Instagram account a channel of the tenant. Again for the same one: the same
 * channel, and nothing twice at dm-voice-agent; what had not succeeded yet is tried once more.
 *
 * @param page_id The page's id; for Instagram the linked page's or the account's own.
 * @throws {MetaError | SealedTokenError} when an account cannot be read and no other has the page.
 */
export async function registerChannel(
  needs: Needs,
  viewer: Viewer,
  { platform, page_id }: { platform: Platform; page_id: string },
): Promise<Registration> {
  const found = await findGrantedPage(needs, viewer, { platform, page_id });
  if (found === null) return { outcome: "page_not_found" };

  const platformPageId = platform === "facebook" ? found.page.pageId : found.page.instagram?.id;
  if (platformPageId === undefined) return { outcome: "page_not_found" };
  const { accessToken } = found.page;
  if (found.page.blockedBy !== null || accessToken === null) return { outcome: "not_connectable" };

  const isNew = await addChannel(needs, viewer, {
    ...found,
    platform,
    platformPageId,
    accessToken,
  });
  const serving = await findServingChannel(needs.db, platformPageId);
  if (serving?.tenantId !== viewer.tenantId) return { outcome: "held_elsewhere" };
  if (!isNew)
    await renewChannel(needs, serving.id, {
      ...found,
      platform,
      platformPageId,
      accessToken,
      viewer,
    });
  if (!isWorking(serving.status)) await connectChannel(serving.id, needs);

  const channel = await getChannel(needs, viewer, serving.id);
  if (channel === null) return { outcome: "page_not_found" };
  return { outcome: isNew ? "created" : "existing", channel };
}

type Found = { page: GrantedPage; accountId: string };

async function findGrantedPage(
  needs: PagesNeeds,
  viewer: Viewer,
  { platform, page_id }: { platform: Platform; page_id: string },
): Promise<Found | null> {
  const isAsked = ({ pageId, instagram }: GrantedPage) =>
    pageId === page_id || (platform === "instagram" && instagram?.id === page_id);

  let best: Found | null = null;
  let failure: unknown;
  for (const account of await listFacebookAccounts(needs.db, viewer)) {
    try {
      const page = (await readAccountPages(needs, account)).find(isAsked);
      if (page?.blockedBy === null) return { page, accountId: account.id };
      if (page !== undefined) best ??= { page, accountId: account.id };
    } catch (error) {
      failure ??= error;
    }
  }
  if (best === null && failure !== undefined) throw failure;
  return best;
}

type Source = Found & { platform: Platform; platformPageId: string; accessToken: string };

/** When the process ends before it has connected the channel, the job does. */
const AFTER_OURSELVES_MS = 60_000;

/** False when somebody serves the page already, or the tenant did and is to do so again. */
async function addChannel(needs: Needs, viewer: Viewer, source: Source): Promise<boolean> {
  const { tenantId, userId } = viewer;
  const { platform, platformPageId } = source;
  const id = uuidv7();
  const sealed = await needs.tokenBox.seal(source.accessToken, pageTokenCell(id));
  return needs.db.transaction(async (tx) => {
    if ((await findServingChannel(tx, platformPageId)) !== null) return false;
    const former = await findDisconnectedChannel(tx, { tenantId, platformPageId });
    if (former !== null) {
      await takeUpAgain(tx, former, { ...needs, ...source, userId });
      return false;
    }
    const isNew = await insertChannel(tx, {
      id,
      tenantId,
      platform,
      platformPageId,
      facebookPageId: source.page.pageId,
      status: "connecting",
      failedStep: "voice_agent_channel",
      pageAccessToken: sealed,
      ...shownOf(source),
    });
    if (!isNew) return false;
    await finishAfterOurselves(tx, id, needs.boss);
    const agentId = needs.settings.VOICE_AGENT_DEFAULT_AGENT_ID;
    if (agentId !== undefined) {
      await setAssignment(tx, { channelId: id, agentId, assignedBy: null });
    }
    return true;
  });
}

/** History, settings and agent are the old ones. Who is faster has the page. */
async function takeUpAgain(
  tx: Db,
  former: ChannelWithAgent,
  { tokenBox, boss, accessToken, userId }: Needs & Source & { userId: string },
): Promise<void> {
  const pageAccessToken = await tokenBox.seal(accessToken, pageTokenCell(former.id));
  await tx
    .transaction(async (inner) => {
      await moveChannel(inner, former, { to: "connecting", reason: null, by: userId });
      const change = { failedStep: "voice_agent_channel", pageAccessToken } as const;
      await updateChannel(inner, former, change);
      await finishAfterOurselves(inner, former.id, boss);
    })
    .catch((error: unknown) => {
      if (errorCode(error) !== UNIQUE_VIOLATION) throw error;
    });
}

const UNIQUE_VIOLATION = "database.23505";

function finishAfterOurselves(tx: Db, channelId: string, boss: PgBoss): Promise<void> {
  const when = { inMs: AFTER_OURSELVES_MS, moves: true };
  return enqueue({ tx, boss }, "finish-channel", { channelId }, when);
}

/** The newest grant's token replaces the old one, and the page may have been renamed. */
async function renewChannel(
  { db, tokenBox }: Needs,
  id: string,
  source: Source & { viewer: Viewer },
): Promise<void> {
  const pageAccessToken = await tokenBox.seal(source.accessToken, pageTokenCell(id));
  const key = { tenantId: source.viewer.tenantId, id };
  await updateChannel(db, key, { pageAccessToken, ...shownOf(source) });
}

function shownOf({ page, platform, accountId }: Source) {
  const shown =
    platform === "instagram" && page.instagram !== null
      ? { name: page.instagram.username, pictureUrl: page.instagram.pictureUrl }
      : { name: page.name, pictureUrl: page.pictureUrl };
  return { ...shown, facebookAccountId: accountId };
}
