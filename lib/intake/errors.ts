import { AppError } from "#lib/errors.ts";

/** A message came before its channel was registered at dm-voice-agent. */
export class ChannelNotReadyError extends AppError {
  override readonly name = "ChannelNotReadyError";
  readonly code = "intake.channel-not-ready";
  readonly remedy = "retry-later";

  constructor() {
    super("The channel is still being connected");
  }
}
