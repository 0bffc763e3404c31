/** Which processes run, and what lies between them. */
export type Shape = {
  webs: number;
  /** 0: the web processes take the jobs themselves. */
  workers: number;
  /** Stretches of network that the fault wants to spoil. */
  proxies: readonly ("graph" | "voice-agent" | "database")[];
  /** How Graph is called: by its address, by a name that is looked up, or by that name over TLS. */
  graphBy: "address" | "name" | "tls";
  /** Added to the environment of every process of the product. */
  env: Record<string, string>;
};

export const USUAL_SHAPE: Shape = { webs: 1, workers: 1, proxies: [], graphBy: "address", env: {} };

export type Load = {
  conversations: number;
  /** Messages of each conversation. */
  messages: number;
  /** Over how long they are spread. */
  seconds: number;
  /** Messages per delivery. */
  batch: number;
  /** How long ago they say they were written. */
  ageMs: number;
};
