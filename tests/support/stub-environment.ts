import { vi } from "vitest";
import { makeTestEnvironment, withSandbox } from "./test-environment.ts";

/** Gives this test file a complete environment in which nothing answers. */
export function stubEnvironment(): void {
  const environment = {
    ...makeTestEnvironment("postgres://127.0.0.1:1/none"),
    ...withSandbox("http://127.0.0.1:1"),
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}
