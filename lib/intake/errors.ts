import { AppError } from "#lib/errors.ts";

/** A message came before its channel was registered at dm-voice-agent. */
export class ChannelNotReadyError extends AppError {
  override readonly name = "ChannelNotReadyError";
  readonly code = "intake.channel-not-ready";
  readonly class = "not-yet";

  constructor() {
    super("The channel is still being connected");
  }
}

/** The database is so far behind that no more deliveries are taken into memory. */
export class StoreBusyError extends AppError {
  override readonly name = "StoreBusyError";
  readonly code = "intake.store-busy";
  readonly class = "not-yet";

  constructor() {
    super("Too many deliveries wait for the database");
  }
}
