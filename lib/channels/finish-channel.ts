import type { Db } from "#db/client.ts";
import { type ChannelWithAgent, findChannelById } from "#db/queries/channels.ts";
import { type ConnectNeeds, connectChannel } from "./connect-channel.ts";

/** Null when there is nothing to finish. */
export async function findUnfinished(db: Db, id: string): Promise<ChannelWithAgent | null> {
  const channel = await findChannelById(db, id);
  return channel?.status === "connecting" ? channel : null;
}

/** @throws {AppError} as long as another try may succeed. */
export async function finishChannel(id: string, needs: ConnectNeeds): Promise<void> {
  const failure = await connectChannel(id, needs);
  if (failure !== null) throw failure;
}
