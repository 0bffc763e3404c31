import { z } from "zod";

const DAYS_MIN = 1;
const DAYS_MAX = 3_650;

export const daysSchema = z.int().min(DAYS_MIN).max(DAYS_MAX);

const ADDRESS_CHARACTERS_MAX = 2_000;

/** A company's own document. */
const documentUrlSchema = z
  .url({ protocol: /^https$/, hostname: z.regexes.domain })
  .max(ADDRESS_CHARACTERS_MAX);

export const privacyChangeSchema = z
  .strictObject({
    retention: z
      .strictObject({ events: daysSchema, messages: daysSchema, audit: daysSchema })
      .partial()
      .optional(),
    privacy_url: documentUrlSchema.nullable().optional(),
    terms_url: documentUrlSchema.nullable().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "must change something");

export type PrivacyChange = z.infer<typeof privacyChangeSchema>;
