import { z } from "zod";

/** An id of Meta's: text, in some answers a number. Coercing instead would make "undefined" an id. */
export const metaIdSchema = z.union([z.string().min(1), z.number().transform(String)]);
