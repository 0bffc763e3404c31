import { z } from "zod";
import { optionalId, optionalNumber } from "./parts.ts";

/** Messenger: all up to `watermark` (ms) has reached the customer. */
export const deliveryEventSchema = z.looseObject({
  delivery: z.looseObject({ watermark: optionalNumber }),
});

/** Messenger: all up to `watermark` (ms) was read. Instagram: the message `mid` was. */
export const readEventSchema = z.looseObject({
  read: z.looseObject({ watermark: optionalNumber, mid: optionalId }),
});
