import { z } from "zod";

/** Normalised first, then checked, so that look-alike spellings cannot pass as another address. */
export const emailSchema = z
  .string()
  .max(320)
  .transform((email) => email.normalize("NFKC").trim().toLowerCase())
  .pipe(z.email());
