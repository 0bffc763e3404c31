import type { Fault } from "#tests/faults/fault.ts";

/** The measure for all others. */
export const NOTHING: Fault = {
  name: "F0 nothing",
  title: "nothing breaks",
  inject: async ({ count }) => count(),
};
