import { type ChannelWithAgent, isPaused } from "#db/queries/channels.ts";
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

/** A person stopped sending in the channel; what waits goes out when somebody lets it. */
class ChannelPausedError extends AppError {
  override readonly name = "ChannelPausedError";
  readonly code = "replies.channel-paused";
  readonly class = "not-yet";
  override readonly retryAfterMs = 60_000;

  constructor() {
    super("Nothing is sent in the channel");
  }
}

/** What keeps an answer from being written or sent now. @throws */
export function mustBeAbleToSend(channel: ChannelWithAgent): void {
  if (channel.status === "reauthorization_required") throw new ChannelDisconnectedError();
  if (isPaused(channel)) throw new ChannelPausedError();
}

/** Nobody can tell yet whether the customer has the message. */
export class DoubtfulSendError extends AppError {
  override readonly name = "DoubtfulSendError";
  readonly code: string;
  readonly class = "not-yet";
  override readonly retryAfterMs: number;
  override readonly endsPatience = false;

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
  override readonly lane = "send";

  constructor() {
    super("The message was not sent");
  }
}

/** Meta refused a message with files of an earlier one; with new uploads it may go. */
export class StaleAttachmentError extends AppError {
  override readonly name = "StaleAttachmentError";
  readonly code = "replies.stale-attachment";
  readonly class = "not-yet";
  override readonly retryAfterMs = 0;

  constructor() {
    super("A file has to be uploaded again");
  }
}

/** Nothing of the agent's answer can be sent, or it would take more messages than anybody reads. */
export class UnusableAnswerError extends AppError {
  override readonly name = "UnusableAnswerError";
  readonly code = "replies.unusable-answer";
  readonly class = "bad-answer";

  constructor() {
    super("The agent's answer cannot be sent");
  }
}
