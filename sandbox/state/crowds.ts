/** How far a crowd is with its writing. */
export type CrowdRun = {
  id: string;
  total: number;
  written: number;
  /** Of those written, how many the app has taken. */
  acknowledged: number;
  finishedAt: number | null;
};
