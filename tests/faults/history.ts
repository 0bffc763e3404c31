/** What is known after a run, from Meta's side, dm-voice-agent's side and our own database. */
export type History = {
  /** What customers wrote. */
  written: {
    conversation: string;
    mid: string;
    /** By Meta's clock, ms since 1970. */
    at: number;
    /** A delivery of it was answered 200. */
    isAcknowledged: boolean;
  }[];
  /** What customers got, in the order of Meta's list. */
  received: {
    conversation: string;
    mid: string;
    metadata: string | null;
    at: number;
    /** Somebody else wrote it in the page's name. */
    isForeign: boolean;
  }[];
  /** What dm-voice-agent has, in the order in which it came there. */
  stored: { direction: "inbound" | "outbound"; mid: string }[];
  rows: Row[];
  deadEvents: number;
  waiting: Waiting;
  /** Where a secret or a customer's words stand in some process's output. */
  leaks: string[];
};

export type Row = {
  id: string;
  direction: "inbound" | "outbound";
  handledBy: string;
  mid: string | null;
  status: string;
  lastError: string | null;
  isLate: boolean;
  /** The row of the question that it answers. */
  inReplyTo: string | null;
};

/** What should be nothing once the fault is over. */
export type Waiting = { events: number; messages: number; replies: number };

/** Of a run that did not come to its end. */
export const NO_HISTORY: History = {
  written: [],
  received: [],
  stored: [],
  rows: [],
  deadEvents: 0,
  waiting: { events: 0, messages: 0, replies: 0 },
  leaks: [],
};
