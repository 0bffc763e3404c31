import { z } from "zod";
import { optionalId, optionalReferral, optionalText } from "./parts.ts";

/** A tapped button, Get Started, the persistent menu, an ice breaker. In standby without `payload`. */
export const postbackEventSchema = z.looseObject({
  postback: z.looseObject({
    mid: optionalId,
    title: optionalText,
    payload: optionalText,
    referral: optionalReferral,
  }),
});
