/** What a message consists of, for the screens. Types only; safe for the browser. */

export type MessageKind =
  | "message"
  | "postback"
  | "edit"
  | "unsend"
  | "reaction"
  | "referral"
  | "optin"
  | "account_linking"
  | "order"
  | "form"
  | "feedback"
  | "handover";

/** `page_inbox`: somebody in Meta's own inbox. `other_app`: another app of the page. */
export type MessageOrigin = "page_inbox" | "other_app";

export type AttachmentView = {
  /**
   * Meta's word: `image`, `sticker`, `audio`, `video`, `file`, `fallback`, `reel`, `ig_reel`, `post`,
   * `ig_post`, `share`, `story_mention`, `ig_story`, `ephemeral`, `template`, `appointment_booking`,
   * `location`, `unsupported_type`, or one that Meta has invented since.
   */
  type: string;
  title: string | null;
  /** Meta's address of it, http or https only; media addresses stop working after a while. */
  link: string | null;
  /** There is, or was, a file behind it: an image, a sticker, a sound, a video, a document. */
  has_media: boolean;
  /** The file's place in `/api/media/:messageId/:index`; null when it has none. */
  media_index: number | null;
  location: { latitude: number; longitude: number } | null;
  appointment: {
    status: string | null;
    starts_at: string | null;
    ends_at: string | null;
    time_zone: string | null;
  } | null;
  /** Of a shared product or a template; `media_index` is its picture's place. */
  elements: { title: string | null; subtitle: string | null; media_index: number | null }[];
  /** What a template's buttons say. */
  buttons: string[];
};

/** How a customer came: by an ad, a link, a shop's product. */
export type ReferralView = {
  source: string | null;
  ref: string | null;
  ad_id: string | null;
  ad_title: string | null;
  product_id: string | null;
};

/** Structure beside text and attachments; a member is there only when the message has it. */
export type MessageDetails = {
  /** What the customer may tap to answer it. */
  offered?: string[];
  /** The text is the title of a quick reply that was tapped. */
  quick_reply?: { payload: string | null };
  /** The text is the title of a button that was tapped. */
  postback?: { payload: string | null };
  /** It answers a story of the page's. */
  story?: { url: string | null };
  referral?: ReferralView;
  commands?: string[];
  /** Meta does not show its content to apps. */
  is_unsupported?: true;
  /** Another app has the conversation; it was only overheard. */
  is_standby?: true;
  reaction?: { action: "react" | "unreact"; reaction: string | null; emoji: string | null };
  optin?: {
    type: string | null;
    title: string | null;
    payload: string | null;
    status: string | null;
  };
  account_linking?: { status: string | null };
  order?: {
    products: {
      name: string | null;
      quantity: number | null;
      unit_price: number | null;
      currency: string | null;
    }[];
    note: string | null;
  };
  /** Answers to a feedback form, or what was said of one message. */
  feedback?: { answers: string[] };
  handover?: { action: "pass" | "take" | "request"; is_ours: boolean };
};

/** Another message that this one is about. */
export type QuotedView = {
  /** Null when it is not in our history. */
  message_id: string | null;
  /** Null when it has none, or is not known. */
  text: string | null;
};
