import type { z } from "zod";

/** A refusal of the platform, as JSON. */
export class Refusal extends Error {
  readonly status: 400 | 401 | 404 | 422;
  readonly fields: Record<string, string>;

  constructor(status: 400 | 401 | 404 | 422, message: string, fields: Record<string, string> = {}) {
    super(message);
    this.name = "Refusal";
    this.status = status;
    this.fields = fields;
  }
}

/** Parses foreign input or refuses it with 422, naming every bad field. */
export function parseOrRefuse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(
    Object.fromEntries(
      parsed.error.issues.flatMap((issue) => {
        const base = issue.path.map(String).join(".");
        const names = issue.code === "unrecognized_keys" ? issue.keys : [""];
        return names.map((name) => [
          [base, name].filter(Boolean).join(".") || "body",
          issue.message,
        ]);
      }),
    ),
  );
}

export function invalid(fields: Record<string, string>): Refusal {
  return new Refusal(422, `Invalid fields: ${Object.keys(fields).join(", ")}`, fields);
}
