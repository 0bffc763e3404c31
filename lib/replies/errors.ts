import { AppError } from "#lib/errors.ts";

/** Meta does not accept the channel's token: asking again before somebody reconnects helps nothing. */
export class ChannelDisconnectedError extends AppError {
  override readonly name = "ChannelDisconnectedError";
  readonly code = "replies.channel-needs-reconnect";
  readonly class = "token-invalid";

  constructor() {
    super("The channel has to be connected again");
  }
}

/** Nobody can tell yet whether the customer has the message. */
export class DoubtfulSendError extends AppError {
  override readonly name = "DoubtfulSendError";
  readonly code: string;
  readonly class = "not-yet";
  override readonly retryAfterMs: number;

  constructor(code: string, retryAfterMs: number) {
    super("It is not known yet whether the message was sent");
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Meta's own list shows that the message was never sent. */
export class ProvenAbsentError extends AppError {
  override readonly name = "ProvenAbsentError";
  readonly code = "replies.not-sent";
  readonly class = "transient";
  override readonly upstream = "graph";

  constructor() {
    super("The message was not sent");
  }
}
