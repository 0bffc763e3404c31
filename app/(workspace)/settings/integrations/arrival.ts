/** How the person came back from Facebook in the same window. */
export type Arrival = { outcome: "connected" } | { outcome: "failed"; reason: string } | null;

type Query = Record<string, string | string[] | undefined>;

export function readArrival({ fb_connected, error, reason }: Query): Arrival {
  if (fb_connected === "true") return { outcome: "connected" };
  if (error !== "fb_connection_failed") return null;
  return { outcome: "failed", reason: typeof reason === "string" ? reason : "failed" };
}
