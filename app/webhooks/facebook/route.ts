/** The address of the product guide; the same receiver. */
export { GET, POST } from "#app/api/webhooks/facebook/route.ts";

/** Next reads it here only. */
export const maxDuration = 60;
