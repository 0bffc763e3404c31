import { z } from "zod";

/** Meta's pages name it and do not describe it. */
export const formEventSchema = z.looseObject({ form: z.unknown() });
