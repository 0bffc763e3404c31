import { z } from "zod";
import { referralSchema } from "./parts.ts";

/** A customer came into an existing conversation by a link or an ad. */
export const referralEventSchema = z.looseObject({ referral: referralSchema });
