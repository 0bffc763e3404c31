import { z } from "zod";
import { optionalText } from "./parts.ts";

/** A subscription to notifications, or a plugin's consent, which may name no sender (`user_ref`). */
export const optinEventSchema = z.looseObject({
  optin: z.looseObject({
    type: optionalText,
    title: optionalText,
    payload: optionalText,
    ref: optionalText,
    user_token_status: optionalText,
    notification_messages_status: optionalText,
  }),
});
