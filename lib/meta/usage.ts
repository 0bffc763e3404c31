import { z } from "zod";

const percents = z.looseObject({
  call_count: z.coerce.number().catch(0),
  total_time: z.coerce.number().catch(0),
  total_cputime: z.coerce.number().catch(0),
});
const businessSchema = z.record(
  z.string(),
  z.array(percents.extend({ estimated_time_to_regain_access: z.coerce.number().catch(0) })),
);

export type Usage = {
  /** The highest of Meta's percentages; 100 means throttled. */
  percent: number;
  /** How long Meta says that it will refuse, in ms; 0 when it does not say so. */
  regainMs: number;
};

/** Nobody's header may silence a page for longer. */
const REGAIN_MS_MAX = 24 * 60 * 60_000;
const NONE: Usage = { percent: 0, regainMs: 0 };

/** `X-App-Usage`: what our app has used of its own budget. */
export function readAppUsage(headers: Headers): Usage {
  const parsed = percents.safeParse(readJson(headers.get("x-app-usage")));
  return parsed.success ? { ...NONE, percent: highest(parsed.data) } : NONE;
}

/** `X-Business-Use-Case-Usage` and the older `X-Page-Usage`: what the page of the call has used. */
export function readPageUsage(headers: Headers): Usage {
  const business = businessSchema.safeParse(readJson(headers.get("x-business-use-case-usage")));
  const rows = business.success ? Object.values(business.data).flat() : [];
  const page = percents.safeParse(readJson(headers.get("x-page-usage")));
  return {
    percent: Math.max(0, ...rows.map(highest), page.success ? highest(page.data) : 0),
    regainMs: Math.min(
      REGAIN_MS_MAX,
      60_000 * Math.max(0, ...rows.map((row) => row.estimated_time_to_regain_access)),
    ),
  };
}

function highest(row: z.infer<typeof percents>): number {
  return Math.max(row.call_count, row.total_time, row.total_cputime);
}

/** Headers may be malformed; then they say nothing. */
function readJson(value: string | null): unknown {
  if (value === null) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
