import { AppError } from "#lib/errors.ts";

/** Meta does not accept the channel's token: asking again before somebody reconnects helps nothing. */
export class ChannelDisconnectedError extends AppError {
  override readonly name = "ChannelDisconnectedError";
  readonly code = "replies.channel-needs-reconnect";
  readonly remedy = "reconnect";

  constructor() {
    super("The channel has to be connected again");
  }
}
