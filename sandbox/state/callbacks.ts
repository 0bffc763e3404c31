export type CallbackKind = "deauthorize" | "data_deletion";

/** What the app was told of a person, as it was sent. */
export type SentCallback = { kind: CallbackKind; body: string };
