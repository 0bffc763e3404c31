import { z } from "zod";
import { metaIdSchema } from "#lib/meta/meta-id.ts";

/*
 * Parts of Meta's events. What is missing or of another type than Meta's pages say becomes null: an
 * event is never refused for something that it can do without.
 */

export const optionalId = metaIdSchema.nullish().catch(null);

/** Numbers come where texts are documented, and the other way round. */
export const optionalText = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(null);

export const optionalNumber = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\s*-?\d+(\.\d+)?\s*$/)
      .transform(Number),
  ])
  .nullish()
  .catch(null);

/** A list of anything; what is no list has no items. */
export const anyList = z.array(z.unknown()).catch([]).default([]);

/** A list of which unreadable items are left out. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  anyList.transform((items) =>
    items.flatMap((one): z.output<Item>[] => {
      const parsed = item.safeParse(one);
      return parsed.success ? [parsed.data] : [];
    }),
  );

/** How a customer came: by an ad, a link, a product of a shop. */
export const referralSchema = z.looseObject({
  ref: optionalText,
  source: optionalText,
  type: optionalText,
  ad_id: optionalId,
  ads_context_data: z
    .looseObject({ ad_title: optionalText, product_id: optionalId })
    .nullish()
    .catch(null),
  product: z.looseObject({ id: optionalId }).nullish().catch(null),
});

export type Referral = z.infer<typeof referralSchema>;

export const optionalReferral = referralSchema.nullish().catch(null);
