import { AppError } from "#lib/errors.ts";
import { type ConnectNeeds, connectChannel } from "./connect-channel.ts";

/** The channel could not be connected yet; its job is repeated. */
class ChannelUnfinishedError extends AppError {
  override readonly name = "ChannelUnfinishedError";
  readonly code = "channels.unfinished";
  readonly class = "transient";
}

/** @throws {ChannelUnfinishedError} as long as another try may succeed. */
export async function finishChannel(id: string, needs: ConnectNeeds): Promise<void> {
  if ((await connectChannel(id, needs)) === "connecting") {
    throw new ChannelUnfinishedError("The channel is still being connected");
  }
}
