import { z } from "zod";
import { listOf, optionalNumber, optionalText } from "./parts.ts";

/** A cart that the customer sent. */
export const orderEventSchema = z.looseObject({
  order: z.looseObject({
    products: listOf(
      z.looseObject({
        name: optionalText,
        quantity: optionalNumber,
        unit_price: optionalNumber,
        currency: optionalText,
      }),
    ),
    note: optionalText,
  }),
});
