/** What one channel's page shows beside the channel itself. Types only; never a token. */
export type ChannelHealthView = {
  /** Since when the channel is in its state. */
  since: string;
  subscription: {
    checked_at: string | null;
    /** The fields that Meta delivers; null before the first look, or when the page is not subscribed. */
    fields: string[] | null;
    /** The ones that we need and Meta does not deliver. */
    missing: string[];
  };
  token: {
    checked_at: string | null;
    /** When the login that it came from ends, unless it is renewed before; null when never or unknown. */
    login_ends_at: string | null;
    /** When Meta stops showing customers' profiles to it; null when never or unknown. */
    data_access_ends_at: string | null;
  };
  last_in_at: string | null;
  last_out_at: string | null;
  /** Of the last 24 hours. */
  failed: { events: number; messages: number };
  /** The last 48 hours, the oldest first. */
  hours: { at: string; in: number; out: number }[];
  /** To whom a test message would go: the customer who wrote last, within 24 hours. */
  test: { conversation_id: string; customer: string | null } | null;
};
